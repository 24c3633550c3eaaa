-- 6.10 debug.traceback: a message that is neither string nor nil is returned untouched
local t = {}
print(debug.traceback(t) == t, debug.traceback(true), debug.traceback(print) == print) --> true	true	true
print((debug.traceback(12, 100):gsub("\n", "|"))) --> 12|stack traceback:
print((debug.traceback("head", 100):gsub("\n", "|"))) --> head|stack traceback:
print(debug.traceback(nil):sub(1, 16) == "stack traceback:") --> true
print(pcall(debug.traceback, "m", "x")) --> false	bad argument #2 to 'debug.traceback' (number expected, got string)
local dead = coroutine.create(function() end)
coroutine.resume(dead)
print(debug.traceback(dead)) --> stack traceback:
local failed = coroutine.create(load("local function bad() error('E') end\nbad()", "=f"))
print(coroutine.resume(failed)) --> false	f:1: E
print((debug.traceback(failed):gsub("\n\t?", " | "))) --> stack traceback: | [C]: in function 'error' | f:1: in local 'bad' | f:2: in main chunk
print((debug.traceback(coroutine.create(print)):gsub("\n", "|"))) --> stack traceback:
