-- coroutine.close on each state
print(coroutine.close(coroutine.create(print))) --> true
local co = coroutine.create(function() coroutine.yield() end)
coroutine.resume(co)
print(coroutine.close(co), coroutine.status(co)) --> true	dead
print(coroutine.close(co)) --> true
local er = coroutine.create(function() error("E", 0) end)
coroutine.resume(er)
print(coroutine.close(er)) --> false	E
print(coroutine.close(er)) --> true
local w = coroutine.create(function()
  local inner = coroutine.running()
  return pcall(coroutine.close, inner)
end)
local _, ok, m = coroutine.resume(w)
print(ok, m) --> false	cannot close a running coroutine
local outer
outer = coroutine.create(function()
  local c = coroutine.create(function() return pcall(coroutine.close, outer) end)
  return coroutine.resume(c)
end)
print(coroutine.resume(outer)) --> true	true	false	cannot close a normal coroutine
