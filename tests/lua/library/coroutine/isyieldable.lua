-- 6.2 coroutine.isyieldable: main thread, coroutine, explicit argument
print(coroutine.isyieldable()) --> false
local co = coroutine.create(function()
  print(coroutine.isyieldable())
  print(coroutine.isyieldable((coroutine.running())))
  table.sort({3, 1, 2}, function(a, b)
    if a == 1 then inside = coroutine.isyieldable() end
    return a < b
  end)
  print(inside)
  pcall(function() print(coroutine.isyieldable()) end)
  for k in (function() print(coroutine.isyieldable()) end) do end
end)
print(coroutine.isyieldable(co)) --> true
coroutine.resume(co) --> true
--> true
--> false
--> true
--> true
print(coroutine.isyieldable(co)) --> true
print(coroutine.isyieldable(coroutine.create(print))) --> true
