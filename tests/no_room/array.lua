-- arrays that grow by one, and past a gap
local t, other = {}, {}
function body()
  for i = 1, 20 do t[i] = i end
  for i = 1, 9 do table.insert(other, 1, {i}) end
  other[20] = {20}
  return #t, #other[1], t[20] + other[20][1]
end
function check()
  for i = 1, #t do assert(t[i] == i) end
  for i = 2, 9 do assert(not other[i] or other[i][1] == other[i - 1][1] - 1) end
  for i = #t + 1, 40 do t[i] = i end
  return #t
end
