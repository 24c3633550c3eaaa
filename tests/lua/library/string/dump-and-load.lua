-- 6.4 string.dump: the dumped function works again after load
local function f(a, ...) local t = {...}; return a, #t, "é\0z", 1.5, 1 << 40, nil, true end
local d = string.dump(f)
print(type(d), d:sub(1, 1) == "\27") --> string	true
local g = load(d, "=d", "b")
print(g ~= f, select('#', g(1, 2, 3))) --> true	7
print((select(1, g(1, 2, 3))), (select(2, g(1, 2, 3))), select(4, g(1, 2, 3))) --> 1	2	1.5	1099511627776	nil	true
print(#select(3, g())) --> 4
print(load(string.dump(function(n) local function fact(k) return k <= 1 and 1 or k * fact(k - 1) end return fact(n) end))(10)) --> 3628800
print(pcall(string.dump, print)) --> false	unable to dump given function
print(pcall(string.dump)) --> false	bad argument #1 to 'string.dump' (function expected, got no value)
print(pcall(string.dump, "x")) --> false	bad argument #1 to 'string.dump' (function expected, got string)
print((select(2, pcall(function() string.dump(nil) end)):gsub("^.-:%d+: ", ""))) --> bad argument #1 to 'dump' (function expected, got nil)
