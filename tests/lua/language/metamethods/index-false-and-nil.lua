-- __index is consulted only when the raw value is nil
local calls = 0
local t = setmetatable({f = false, z = 0}, {__index = function() calls = calls + 1 end})
print(t.f, t.z, calls) --> false	0	0
print(t.nothing, calls) --> nil	1
t.f = nil
print(t.f, calls) --> nil	2
print(rawget(t, "f"), calls) --> nil	2
local d = setmetatable({}, {__index = {false}})
print(d[1], d[2]) --> false	nil
local n = setmetatable({}, {__index = nil})
print(n.x) --> nil
print(t[nil], t[0/0], calls) --> nil	nil	4
