-- 6.2 coroutine.resume of running, normal and dead coroutines
local outer
outer = coroutine.create(function()
  local child = coroutine.create(function()
    return coroutine.status(outer), coroutine.resume(outer)
  end)
  return coroutine.resume(child)
end)
print(coroutine.resume(outer)) --> true	true	normal	false	cannot resume non-suspended coroutine
print(coroutine.resume(outer)) --> false	cannot resume dead coroutine
local w
w = coroutine.wrap(function() return pcall(w) end)
print(w()) --> false	cannot resume non-suspended coroutine
print((select(2, pcall(w)):gsub("^.-:%d+: ", ""))) --> cannot resume dead coroutine
print(select(2, coroutine.resume(coroutine.running()))) --> cannot resume non-suspended coroutine
