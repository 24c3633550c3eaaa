-- weak tables, with what only they hold
local values, keys = setmetatable({}, {__mode = "v"}), setmetatable({}, {__mode = "k"})
local held = {}
function body()
  for i = 1, 8 do
    local object = {i}
    values[i], keys[object] = object, {i, object}
    if i % 2 == 0 then held[#held + 1] = object end
  end
  collectgarbage()
  local count = 0
  for _ in pairs(keys) do count = count + 1 end
  return count, values[1], values[2][1], #held
end
function check()
  collectgarbage()
  for _, object in ipairs(held) do assert(values[object[1]] == object and (not keys[object] or keys[object][2] == object)) end
  local count = 0
  for object in pairs(keys) do assert(object[1] % 2 == 0 or object) count = count + 1 end
  return count <= #held
end
