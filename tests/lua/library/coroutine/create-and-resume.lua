-- 6.2 coroutine.create/resume: arguments and results in both directions
local co = coroutine.create(function(a, b)
  local c, d = coroutine.yield(a + b, a - b)
  local e = coroutine.yield(c * d)
  return e, "end", nil
end)
print(type(co), coroutine.status(co)) --> thread	suspended
print(coroutine.resume(co, 10, 4)) --> true	14	6
print(coroutine.resume(co, 6, 7)) --> true	42
print(coroutine.resume(co, "last")) --> true	last	end	nil
print(coroutine.status(co)) --> dead
print(coroutine.resume(co)) --> false	cannot resume dead coroutine
print(coroutine.resume(coroutine.create(function() end))) --> true
print(coroutine.resume(coroutine.create(function(...) return select('#', ...) end), nil, nil)) --> true	2
