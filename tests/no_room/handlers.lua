-- message handlers that allocate, tracebacks among them, and those that fail
local handled = 0
function body()
  local function traced(e) handled = handled + 1 return debug.traceback("traced " .. tostring(e)) end
  local ok, text = xpcall(function() local t = {{}, {}} error("on purpose", 0) end, traced)
  if text:find("memory") then error("not enough memory", 0) end
  local again, inner = xpcall(error, function(e) return {e, pcall(error, e)} end, "value")
  if type(inner) ~= "table" or inner[1] ~= "value" or inner[3] ~= "value" then error("not enough memory", 0) end
  return ok, #text:match("^traced on purpose\nstack traceback:\n"), again, inner[1]
end
function check()
  return select(2, xpcall(error, function(e) return e .. "!" end, "e")), handled <= 2
end
