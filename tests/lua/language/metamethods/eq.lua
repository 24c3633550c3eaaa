-- __eq only for two tables (or two userdata), not identical; result is a boolean
local calls = 0
local mt = {__eq = function(a, b) calls = calls + 1; return a.v == b.v and "truthy" end}
local a, b, c = setmetatable({v = 1}, mt), setmetatable({v = 1}, mt), setmetatable({v = 2}, mt)
print(a == b, a ~= b, a == c, calls) --> true	false	false	3
calls = 0
print(a == a, a == 1, 1 == a, a == nil, a == "x", calls) --> true	false	false	false	false	0
print(a == {v = 1}, {v = 1} == a, calls) --> true	true	2
print(rawequal(a, b)) --> false
local t = {[a] = "A"}
print(t[a], t[b]) --> A	nil
calls = 0
if a == b then calls = calls + 10 end
while a ~= b do break end
print(calls, not (a == b)) --> 12	false
setmetatable(c, {__eq = function() return nil end})
print(c == a, a == c) --> false	false
