-- 6.2 coroutines share globals and upvalues but have their own stacks
local n = 0
local function counter(step)
  return coroutine.wrap(function() while true do n = n + step; coroutine.yield(n) end end)
end
local a, b = counter(1), counter(10)
print(a(), b(), a(), b(), n) --> 1	11	12	22	22
gvar = "main"
coroutine.wrap(function() gvar = "co" end)()
print(gvar) --> co
local co = coroutine.create(function() local loc = 1; coroutine.yield(); loc = loc + 1; return loc end)
coroutine.resume(co)
print(debug.getlocal(co, 1, 1)) --> loc	1
debug.setlocal(co, 1, 1, 41)
print(coroutine.resume(co)) --> true	42
