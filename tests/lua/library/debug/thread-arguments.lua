-- 6.10 functions with an optional thread argument
local co = coroutine.create(function(p)
  local l = "local"
  coroutine.yield()
  return p, l
end)
coroutine.resume(co, "param")
print(debug.getlocal(co, 1, 1)) --> p	param
print(debug.getlocal(co, 1, 2)) --> l	local
print(debug.setlocal(co, 1, 2, "set from outside")) --> l
print(debug.getinfo(co, 1, "l").currentline - debug.getinfo(co, 1, "S").linedefined) --> 2
print(pcall(debug.getlocal, co, 50, 1)) --> false	bad argument #2 to 'debug.getlocal' (level out of range)
print(coroutine.resume(co)) --> true	param	set from outside
print(debug.getinfo(co, 0), debug.getinfo(co, 1)) --> nil	nil
print(pcall(debug.getinfo, co)) --> false	bad argument #2 to 'debug.getinfo' (number expected, got no value)
print(pcall(debug.getlocal, co, 0, 1)) --> false	bad argument #2 to 'debug.getlocal' (level out of range)
