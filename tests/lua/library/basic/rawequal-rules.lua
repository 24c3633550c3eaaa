-- 6.1 rawequal: no __eq; numbers compare by mathematical value
local mt = {__eq = function() return true end}
local a, b = setmetatable({}, mt), setmetatable({}, mt)
print(a == b, rawequal(a, b), rawequal(a, a)) --> true	false	true
print(rawequal(1, 1.0), rawequal("1", 1), rawequal(nil, nil), rawequal(nil, false)) --> true	false	true	false
print(rawequal(0/0, 0/0), rawequal(-0.0, 0.0)) --> false	true
print(rawequal("a" .. "b", "ab")) --> true
print(rawequal(("x"):rep(100), ("x"):rep(100))) --> true
print(pcall(rawequal)) --> false	bad argument #1 to 'rawequal' (value expected)
print(pcall(rawequal, 1)) --> false	bad argument #2 to 'rawequal' (value expected)
print(rawequal(1, 1, 2)) --> true
