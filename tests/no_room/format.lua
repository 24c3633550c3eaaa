-- formats, with what they ask for
local calls, ends = 0, 0
local object = setmetatable({}, {__tostring = function()
  calls = calls + 1
  local text = "object " .. calls
  ends = ends + 1
  return text
end})
function body()
  local text = ("%5d|%-8s|%q|%g|%x|%s"):format(12, "ab", "a\0c", 1.5, 255, object)
  local long = ("%s%s"):format(("y"):rep(3000), ("z"):rep(3000))
  return text, #long, tostring(object), ("%99.99f"):format(1 / 3), #("%q"):format(long)
end
function check()
  assert(calls - ends <= 1)
  return ("%s %d"):format("x", 3)
end
