-- what is printed is printed once
local object = setmetatable({}, {__tostring = function() return "an " .. "object" end, __name = "Name"})
local named = setmetatable({}, {__name = "Named"})
function body()
  io.stderr:write("")
  local texts = {}
  for i, value in ipairs {1, 2.5, "text", true, object} do texts[i] = tostring(value) end
  local ok, why = pcall(string.rep, named)
  if why == "not enough memory" then error(why, 0) end
  return table.concat(texts, " "), tostring(named):match("^Named: ") , why, object
end
function check()
  print(object, 1)
  return object
end
