-- load sets the first upvalue of the chunk
local f = load("a = 1; return a, _ENV", "=c", "t", {})
local r, env = f()
print(r, a, env.a) --> 1	nil	1
local g = load("x = ...; return function() x = x + 1; return x end", "=c", "t", {})
local h = g(5)
print(h(), h(), x) --> 6	7	nil
print(load("return 7", "=c", "t", nil)()) --> 7
print(pcall(load("return x", "=c", "t", nil)) == false) --> true
local _ENV = {load = load, print = print}
print(load("return _G ~= nil")()) --> true
marker = 1
print(load("return marker")()) --> nil
