-- 6.10 debug.getupvalue and setupvalue
local a, b = 1, 2
local function f() return a, b end
print(debug.getupvalue(f, 1)) --> a	1
print(debug.getupvalue(f, 2)) --> b	2
print(select('#', debug.getupvalue(f, 3)), select('#', debug.getupvalue(f, 0))) --> 0	0
print(debug.setupvalue(f, 1, "new"), a, (f())) --> a	new	new
print(select('#', debug.setupvalue(f, 3, 1))) --> 0
print(select('#', debug.getupvalue(print, 1)), select('#', debug.setupvalue(print, 1, 1))) --> 0	0
print(debug.getupvalue(load("return x"), 1) == "_ENV") --> true
print(pcall(debug.getupvalue, f)) --> false	bad argument #2 to 'debug.getupvalue' (number expected, got no value)
print(pcall(debug.getupvalue, 1, 1)) --> false	bad argument #1 to 'debug.getupvalue' (function expected, got number)
print(pcall(debug.setupvalue, f, 1)) --> false	bad argument #3 to 'debug.setupvalue' (value expected)
print(pcall(debug.setupvalue, {}, 1, 1)) --> false	bad argument #1 to 'debug.setupvalue' (function expected, got table)
