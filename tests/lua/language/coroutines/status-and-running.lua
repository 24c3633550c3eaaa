-- all four states, isyieldable, running
local main, ismain = coroutine.running()
print(type(main), ismain, coroutine.isyieldable(), coroutine.status(main)) --> thread	true	false	running
local outer, inner
outer = coroutine.create(function()
  inner = coroutine.create(function()
    print(coroutine.status(outer), coroutine.status(inner), coroutine.status(main))
    print(coroutine.running() == inner, select(2, coroutine.running()), coroutine.isyieldable())
    print(coroutine.resume(outer))
    print(coroutine.resume(inner))
    print(coroutine.resume(main))
    coroutine.yield()
  end)
  coroutine.resume(inner)
  print(coroutine.status(inner), coroutine.isyieldable(inner))
end)
coroutine.resume(outer) --> normal	running	normal
--> true	false	true
--> false	cannot resume non-suspended coroutine
--> false	cannot resume non-suspended coroutine
--> false	cannot resume non-suspended coroutine
--> suspended	true
print(coroutine.status(outer), coroutine.status(inner)) --> dead	suspended
print(coroutine.isyieldable(main), coroutine.isyieldable(inner)) --> false	true
