-- keys of all kinds that come and go
local t, keys = {}, {"a", "b", 1.5, true, print, 2^53, -1, "c", "d", "e"}
function body()
  for i, key in ipairs(keys) do t[key] = i end
  for i = 1, #keys, 2 do t[keys[i]] = nil end
  for i = 1, 12 do t["key" .. i] = i end
  local count = 0
  for _ in pairs(t) do count = count + 1 end
  return count
end
function check()
  for key, value in next, t do assert(keys[value] == key or key == "key" .. value) end
  for i, key in ipairs(keys) do t[key] = i end
  for i, key in ipairs(keys) do assert(t[key] == i) end
  return "each key has its value"
end
