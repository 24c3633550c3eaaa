-- a sort whose comparator allocates: what it leaves is a permutation
local t = {}
for i = 1, 24 do t[i] = i * 7 % 25 end
function body()
  table.sort(t, function(a, b) local pair = {a, b} return pair[1] < pair[2] end)
  return table.concat(t, " ")
end
function check()
  local seen, count = {}, 0
  for _, value in ipairs(t) do assert(not seen[value]) seen[value] = true count = count + 1 end
  table.sort(t)
  return count, t[1], t[24]
end
