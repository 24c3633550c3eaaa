-- 6.2 coroutine.close: new, dead, failed, running and normal coroutines
print(coroutine.close(coroutine.create(print))) --> true
local co = coroutine.create(function() return 1 end)
coroutine.resume(co)
print(coroutine.close(co)) --> true
co = coroutine.create(function() error("failed", 0) end)
print(coroutine.resume(co)) --> false	failed
print(coroutine.close(co)) --> false	failed
print(coroutine.close(co)) --> true
print(pcall(coroutine.close, (coroutine.running()))) --> false	cannot close a running coroutine
local outer
outer = coroutine.create(function()
  return coroutine.resume(coroutine.create(function() return pcall(coroutine.close, outer) end))
end)
print(coroutine.resume(outer)) --> true	true	false	cannot close a normal coroutine
print(coroutine.resume(coroutine.create(load("coroutine.close((coroutine.running()))", "=c")))) --> false	c:1: cannot close a running coroutine
