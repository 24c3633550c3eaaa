-- yielding inside __close while an error is unwinding
local co = coroutine.wrap(function()
  return pcall(function()
    local a <close> = setmetatable({}, {__close = function(_, e) coroutine.yield("a", e) end})
    local b <close> = setmetatable({}, {__close = function(_, e) coroutine.yield("b", e); error("E2", 0) end})
    error("E1", 0)
  end)
end)
print(co()) --> b	E1
print(co()) --> a	E2
print(co()) --> false	E2
local co2 = coroutine.wrap(function()
  local x <close> = setmetatable({}, {__close = function() coroutine.yield("closing") end})
  return 1, 2, 3
end)
print(co2()) --> closing
print(co2()) --> 1	2	3
