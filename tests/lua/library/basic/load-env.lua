-- 6.1 load: the env argument becomes the first upvalue, even when nil
local env = {y = 5}
local f = load("x = y * 2; return x", "=e", "t", env)
print(f(), env.x, x) --> 10	10	nil
print(pcall(load("return y", "=e", "t", nil))) --> false	e:1: attempt to index a nil value (upvalue '_ENV')
print(load("return _ENV", "=e", "t", 42)()) --> 42
print(load("return _ENV == _G")()) --> true
print(load("return _ENV", "=e", "bt", nil)()) --> nil
local g = load("local a = ...; return function() return a, _ENV end", "=e", "t", env)
print((g(9)())) --> 9
print(select(2, g(9)()) == env) --> true
print(debug.getupvalue(f, 1) == "_ENV") --> true
print(pcall(load("local t = x.y.z", "=e", "t", {x = {}}))) --> false	e:1: attempt to index a nil value (field 'y')
