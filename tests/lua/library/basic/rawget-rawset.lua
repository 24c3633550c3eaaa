-- 6.1 rawget and rawset: bypass the metamethods
local t = setmetatable({}, {__index = function() return "idx" end, __newindex = function() error("no") end})
print(t.x, rawget(t, "x")) --> idx	nil
print(rawset(t, "x", 1) == t, t.x, rawget(t, "x")) --> true	1	1
print(pcall(function() t.y = 1 end) == false, rawget(t, "y")) --> true	nil
rawset(t, 1.0, "float key")
print(rawget(t, 1), math.type(next(setmetatable({[1.0] = 1}, nil)))) --> float key	integer
print(pcall(rawget)) --> false	bad argument #1 to 'rawget' (table expected, got no value)
print(pcall(rawget, {})) --> false	bad argument #2 to 'rawget' (value expected)
print(pcall(rawget, 1, 2)) --> false	bad argument #1 to 'rawget' (table expected, got number)
print(pcall(rawset, {}, 1)) --> false	bad argument #3 to 'rawset' (value expected)
print(pcall(rawset, {}, nil, 1)) --> false	table index is nil
print(pcall(rawset, {}, 0/0, 1)) --> false	table index is NaN
print(pcall(rawset, "s", 1, 1)) --> false	bad argument #1 to 'rawset' (table expected, got string)
print(rawget({}, nil), rawget({}, 0/0)) --> nil	nil
print(next(rawset({}, "a", nil))) --> nil
