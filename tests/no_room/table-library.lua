-- functions of table, each of which leaves what it worked on in order
local t = {5, 4, 3, 2, 1}
function body()
  local moved = table.move(t, 1, 5, 3, {})
  local packed = table.pack(table.unpack(t, 1, 5))
  for i = 1, 6 do table.insert(t, 3, -i) end
  for i = 1, 6 do packed[i] = table.remove(t, 3) end
  return #moved, packed.n, table.concat(packed, ","), table.concat(t, ", ", 1, 5)
end
function check()
  while #t > 5 do assert(table.remove(t, 3) < 0) end
  return table.concat(t)
end
