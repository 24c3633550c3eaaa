-- a parenthesis on a new line continues the previous expression
local log = {}
local function f(x) log[#log + 1] = x; return function(y) log[#log + 1] = y end end
local a = f
(1)
(2)
print(#log, log[1], log[2], a) --> 2	1	2	nil
local g = f;
(function() log[#log + 1] = "iife" end)()
print(log[#log], g == f) --> iife	true
