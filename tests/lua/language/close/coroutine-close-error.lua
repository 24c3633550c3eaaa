-- an error in __close during coroutine.close is reported
local co = coroutine.create(function()
  local a <close> = setmetatable({}, {__close = function(_, e) print("a sees", e) end})
  local b <close> = setmetatable({}, {__close = function(_, e) print("b sees", e); error("from b", 0) end})
  coroutine.yield()
end)
coroutine.resume(co)
print(coroutine.close(co)) --> b sees	nil
--> a sees	from b
--> false	from b
print(coroutine.status(co), coroutine.close(co)) --> dead	true
print(coroutine.resume(co)) --> false	cannot resume dead coroutine
local fresh = coroutine.create(print)
print(coroutine.close(fresh), coroutine.status(fresh), coroutine.resume(fresh)) --> true	dead	false	cannot resume dead coroutine
