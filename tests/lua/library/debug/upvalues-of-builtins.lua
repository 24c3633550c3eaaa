-- 6.10 upvalues of builtins that have some, of functions and of stripped ones
local step = string.gmatch("a b", "%a")
print(debug.getinfo(step, "u").isvararg, debug.getinfo(step, "u").nparams) --> true	0
print(debug.getinfo(print, "u").nups, debug.getinfo(print, "u").isvararg) --> 0	true
print(debug.getupvalue(print, 1), debug.setupvalue(print, 1, 1), debug.upvalueid(print, 1)) --> nil	nil	nil
local function outer() local a, b = 1, 2; return function() return a, b end end
local first, second = outer(), outer()
print(debug.upvalueid(first, 1) == debug.upvalueid(second, 1), debug.upvalueid(first, 3)) --> false	nil
debug.upvaluejoin(first, 1, second, 2)
print(first()) --> 2	2
print(pcall(debug.upvaluejoin, print, 1, first, 1)) --> false	bad argument #2 to 'debug.upvaluejoin' (invalid upvalue index)
print(pcall(debug.upvaluejoin, first, 1, first, 3)) --> false	bad argument #4 to 'debug.upvaluejoin' (invalid upvalue index)
local stripped = load(string.dump(first, true))
print((debug.getupvalue(stripped, 1)), debug.getupvalue(stripped, 2)) --> (no name)	(no name)	nil
print(debug.setupvalue(stripped, 2, "new"), select(2, stripped())) --> (no name)	new
print(pcall(debug.setupvalue, first, 1)) --> false	bad argument #3 to 'debug.setupvalue' (value expected)
print(select("#", debug.setupvalue(first, 9, 1))) --> 0
