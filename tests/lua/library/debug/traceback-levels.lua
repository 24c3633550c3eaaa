-- 6.10 debug.traceback, debug.setcstacklimit: levels that there are not, messages that are no strings
local function lines(text) return (text:gsub("\n%s*", "|")) end
local function f(...) return lines((debug.traceback(...))) end
print(f("m", 100), f("m", -1), f(nil, 100), f(12, 100), f("", 100)) --> m|stack traceback:	m|stack traceback:	stack traceback:	12|stack traceback:	|stack traceback:
print(debug.traceback(print) == print, debug.traceback(false), debug.traceback(nil, 100)) --> true	false	stack traceback:
print(pcall(debug.traceback, "m", "x")) --> false	bad argument #2 to 'debug.traceback' (number expected, got string)
print(pcall(debug.traceback, "m", 1.5)) --> false	bad argument #2 to 'debug.traceback' (number has no integer representation)
local co = coroutine.create(function() end)
print(lines(debug.traceback(co)), lines(debug.traceback(co, "m")), debug.traceback(co, {}) == nil) --> stack traceback:	m|stack traceback:	false
print(debug.setcstacklimit(100)) --> 200
