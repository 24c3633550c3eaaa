-- numbers to text and back
local t = {}
function body()
  for i = 1, 6 do t[tostring(i)] = tostring(i / 4) end
  local sum = 0
  for key, value in pairs(t) do sum = sum + key * value end
  return sum, "10" + 5, "0x10" * "2", tonumber("z", 36), tonumber(("1"):rep(200)), math.tointeger("8"), 10 .. ""
end
function check()
  for key, value in pairs(t) do assert(tonumber(value) == key / 4) end
  return tostring(1e15), tostring(-0.0)
end
