-- errors that are caught by calls within one another, and given on
local entered, left = 0, 0
local function guarded(f, ...)
  entered = entered + 1
  local results = table.pack(pcall(f, ...))
  left = left + 1
  if not results[1] then error(results[2], 0) end
  return table.unpack(results, 2, results.n)
end
function body()
  local ok, why = pcall(error, {code = 7})
  if type(why) ~= "table" then error(why, 0) end
  local handled, text = xpcall(function() return guarded(guarded, function() return {} .. "x" end) end, function(e)
    return "handled: " .. tostring(e)
  end)
  if text:find("memory") then error("not enough memory", 0) end
  return why.code, guarded(guarded, function(...) return ... end, 1, 2), ok, handled, text
end
function check()
  assert(entered - left <= 3)
  return pcall(error, "plain", 0)
end
