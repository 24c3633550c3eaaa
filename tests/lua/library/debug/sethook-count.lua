-- 6.10 debug.sethook: count events can stop a loop; hooks belong to one thread
local n = 0
debug.sethook(function(e) n = n + 1; if n > 10 then error("too long", 0) end end, "", 100)
local ok, m = pcall(function() while true do end end)
debug.sethook()
print(ok, m, n) --> false	too long	11
local co = coroutine.create(function() local a = 1; local b = 2; return debug.gethook() == nil end)
debug.sethook(function() end, "l")
print(coroutine.resume(co)) --> true	true
debug.sethook()
local seen = {}
local co2 = coroutine.create(load("local a = 1\na = 2\nreturn a", "=co"))
debug.sethook(co2, function(e, l) seen[#seen + 1] = l end, "l")
print(type((debug.gethook(co2))), debug.gethook()) --> function	nil
print(coroutine.resume(co2)) --> true	2
print(table.concat(seen, " ")) --> 1 2 3
print(pcall(debug.sethook, print)) --> false	bad argument #2 to 'debug.sethook' (string expected, got no value)
print(pcall(debug.sethook, 1, "l")) --> false	bad argument #1 to 'debug.sethook' (function expected, got number)
