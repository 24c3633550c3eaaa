-- pcall and xpcall are yieldable, and still catch later errors
local co = coroutine.wrap(function()
  local r = table.pack(pcall(function()
    local x = coroutine.yield("y1")
    local ok, e = pcall(function() coroutine.yield("y2"); error("inner", 0) end)
    coroutine.yield(ok, e)
    error(x, 0)
  end))
  coroutine.yield(table.unpack(r, 1, r.n))
  return xpcall(function() coroutine.yield("in xpcall"); error("XE", 0) end, function(m) return "handled " .. m end)
end)
print(co()) --> y1
print(co("passed")) --> y2
print(co()) --> false	inner
print(co()) --> false	passed
print(co()) --> in xpcall
print(co()) --> false	handled XE
print(pcall(co)) --> false	cannot resume dead coroutine
