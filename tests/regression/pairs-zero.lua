-- found by an attack: the key 0 began the traversal again
local seen = {}
for k, v in pairs({10, [0] = 0, [-1] = -1}) do
  seen[#seen + 1] = k .. "=" .. v
  if #seen > 9 then break end
end
table.sort(seen)
print(table.concat(seen, " ")) --> -1=-1 0=0 1=10
for k, v in next, {10, [0] = 0}, 0 do seen[#seen + 1] = k if #seen > 9 then break end end
print(#seen) --> 3
for i, v in ipairs({10, [0] = 0}) do print(i, v) end --> 1	10
