-- values in and out of resume and yield
local co = coroutine.create(function(a, b)
  print("start", a, b)
  local c, d = coroutine.yield(a + b)
  print("resumed", c, d)
  local e = coroutine.yield(c * d, "two")
  print("again", e)
  return "ret", nil, "end"
end)
print(coroutine.status(co)) --> suspended
print(coroutine.resume(co, 1, 2)) --> start	1	2
--> true	3
print(coroutine.status(co)) --> suspended
print(coroutine.resume(co, 3, 4)) --> resumed	3	4
--> true	12	two
print(coroutine.resume(co)) --> again	nil
--> true	ret	nil	end
print(coroutine.status(co)) --> dead
print(coroutine.resume(co)) --> false	cannot resume dead coroutine
print(type(co), coroutine.resume(coroutine.create(function() end))) --> thread	true
