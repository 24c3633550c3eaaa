-- assert passes values through, errors with any object
print(assert(1, 2, 3)) --> 1	2	3
print(select("#", assert(true, nil))) --> 2
print(pcall(assert, false)) --> false	assertion failed!
print(pcall(assert, nil, "message")) --> false	message
print(pcall(assert, false, 42)) --> false	42
local t = {}
print(select(2, pcall(assert, nil, t)) == t) --> true
print(pcall(assert, nil, nil)) --> false	nil
print(pcall(assert)) --> false	bad argument #1 to 'assert' (value expected)
print(select("#", pcall(assert, false, "m", "extra"))) --> 2
print(pcall(load, nil) == false) --> true
print(pcall(string.rep)) --> false	bad argument #1 to 'string.rep' (string expected, got no value)
print(pcall(setmetatable, {})) --> false	bad argument #2 to 'setmetatable' (nil or table expected, got no value)
print(pcall(function() string.rep() end) == false, pcall(("x").rep, "x", {})) --> true	false	bad argument #2 to 'string.rep' (number expected, got table)
local function e(f) return (select(2, pcall(f)):gsub("^[^:]*:%d+: ", "")) end
print(e(function() string.rep() end)) --> bad argument #1 to 'rep' (string expected, got no value)
print(e(function() ("x"):rep({}) end)) --> bad argument #1 to 'rep' (number expected, got table)
print(e(function() ("x"):rep() end)) --> bad argument #1 to 'rep' (number expected, got no value)
