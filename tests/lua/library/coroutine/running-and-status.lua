-- 6.2 coroutine.running and the four states
local main, ismain = coroutine.running()
print(type(main), ismain, coroutine.status(main)) --> thread	true	running
local co
co = coroutine.create(function()
  local c, m = coroutine.running()
  print(c == co, m, coroutine.status(co), coroutine.status(main))
  local sub = coroutine.create(function() print(coroutine.status(co)) end)
  coroutine.resume(sub)
  print(coroutine.status(sub))
  coroutine.yield()
end)
print(coroutine.status(co)) --> suspended
coroutine.resume(co) --> true	false	running	normal
--> normal
--> dead
print(coroutine.status(co)) --> suspended
coroutine.resume(co)
print(coroutine.status(co)) --> dead
print(select('#', coroutine.running())) --> 2
