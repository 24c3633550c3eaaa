-- 6.10 debug.getinfo: levels, options, active lines and errors
print(debug.getinfo(0, "n").name, debug.getinfo(0, "S").what) --> getinfo	C
print(debug.getinfo(1, "S").what, debug.getinfo(100)) --> main	nil
local i = debug.getinfo(1)
print(i.currentline, i.func ~= nil, i.nups ~= nil, i.activelines) --> 4	true	true	nil
local f = load("local x = 1\n\nx = 2\nreturn x", "=c")
local lines = {}
for l in pairs(debug.getinfo(f, "L").activelines) do lines[#lines + 1] = l end
table.sort(lines)
print(table.concat(lines, " "), debug.getinfo(print, "L").activelines) --> 1 3 4	nil
print(pcall(debug.getinfo, 1, "X")) --> false	bad argument #2 to 'debug.getinfo' (invalid option)
print(pcall(debug.getinfo, 1, ">S")) --> false	bad argument #2 to 'debug.getinfo' (invalid option '>')
print(pcall(debug.getinfo, "x")) --> false	bad argument #1 to 'debug.getinfo' (number expected, got string)
print(pcall(debug.getinfo)) --> false	bad argument #1 to 'debug.getinfo' (number expected, got no value)
print(pcall(debug.getinfo, 1, {})) --> false	bad argument #2 to 'debug.getinfo' (string expected, got table)
print(debug.getinfo(-1)) --> nil
local co = coroutine.create(function() local inco = 1; coroutine.yield() end)
coroutine.resume(co)
print(debug.getinfo(co, 0, "n").name, debug.getinfo(co, 1, "S").what, debug.getinfo(co, 2)) --> yield	Lua	nil
