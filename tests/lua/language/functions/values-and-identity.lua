-- functions are values; closures with different upvalues differ
local function mk(x) return function() return x end end
local a, b = mk(1), mk(1)
print(a == b, a == a, a(), b()) --> false	true	1	1
local t = {[a] = "a", [b] = "b"}
print(t[a], t[b]) --> a	b
print((function(x) return x * 2 end)(21)) --> 42
local ops = {["+"] = function(x, y) return x + y end, ["-"] = function(x, y) return x - y end}
print(ops["+"](5, 3), ops["-"](5, 3)) --> 8	2
local compose = function(f, g) return function(...) return f(g(...)) end end
print(compose(tostring, math.max)(3, 9, 2) .. "!") --> 9!
print(type(print), type(function() end), print == print) --> function	function	true
local function ret0() return end
local function ret1() return nil end
print(select("#", ret0()), select("#", ret1())) --> 0	1
