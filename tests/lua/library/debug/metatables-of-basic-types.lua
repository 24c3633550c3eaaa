-- 6.10 debug.getmetatable and setmetatable ignore __metatable and accept any value
local t = setmetatable({}, {__metatable = "locked"})
print(getmetatable(t), type(debug.getmetatable(t))) --> locked	table
print(debug.setmetatable(t, nil) == t, getmetatable(t)) --> true	nil
print(debug.setmetatable(10, {__index = function(n, k) return k .. n end}), (5).x, (2.5).y) --> 10	x5	y2.5
print(debug.setmetatable(1, nil), pcall(function() return (5).x end) == false) --> 1	true
debug.setmetatable(nil, {__index = function() return "nil indexed" end})
print((nil).anything, undefinedglobal.x.y) --> nil indexed	nil
debug.setmetatable(nil, nil)
debug.setmetatable(true, {__tostring = function(b) return b and "yes" or "no" end, __call = function(b, x) return not b, x end})
print(tostring(true), tostring(false), (true)(1)) --> yes	no	no	1
debug.setmetatable(false, nil)
debug.setmetatable(print, {__concat = function(a, b) return "cat" end})
print(type .. "x", "y" .. function() end) --> cat	cat
debug.setmetatable(print, nil)
print(debug.getmetatable(1), debug.getmetatable(nil), debug.getmetatable("").__index == string) --> nil	nil	true
print(pcall(debug.setmetatable, {}, 1)) --> false	bad argument #2 to 'debug.setmetatable' (nil or table expected, got number)
print(pcall(debug.setmetatable, {})) --> false	bad argument #2 to 'debug.setmetatable' (nil or table expected, got no value)
print(pcall(debug.getmetatable)) --> false	bad argument #1 to 'debug.getmetatable' (value expected)
