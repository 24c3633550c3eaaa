-- `coroutine.close` doesn't say true while a `__close` is suspended: yielding there is an error.
local co = coroutine.create(function()
  local b <close> = setmetatable({}, {__close = function() print("b") end})
  local a <close> = setmetatable({}, {__close = function() coroutine.yield() end})
  coroutine.yield(1)
end)
coroutine.resume(co)
print(coroutine.close(co))
--> b
--> false	attempt to yield across a C-call boundary
print(coroutine.status(co)) --> dead
