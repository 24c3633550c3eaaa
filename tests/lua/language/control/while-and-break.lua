-- break leaves the innermost loop only
local out = {}
for i = 1, 3 do
  local j = 0
  while true do
    j = j + 1
    if j > i then break end
    out[#out + 1] = i .. ":" .. j
  end
end
print(table.concat(out, " ")) --> 1:1 2:1 2:2 3:1 3:2 3:3
while nil do print("never") end
local n = 0
while n < 5 do n = n + 1 if n == 3 then break end end
print(n) --> 3
repeat do break end n = 100 until true
print(n) --> 3
for _ = 1, 10 do n = n + 1 do do break end end end
print(n) --> 4
while (function() n = n + 1; return n < 10 end)() do end
print(n) --> 10
