-- 6.1 pcall: passes arguments, returns all results, catches everything
print(pcall(function(...) return ... end, 1, nil, 3)) --> true	1	nil	3
print(pcall(function() end)) --> true
print(pcall(select, '#', nil, nil)) --> true	2
print(pcall(pcall, error, "inner")) --> true	false	inner
print(pcall(pcall)) --> false	bad argument #1 to 'pcall' (value expected)
print(pcall(pcall, nil)) --> true	false	attempt to call a nil value
print(pcall(nil)) --> false	attempt to call a nil value
print(pcall(42)) --> false	attempt to call a number value
print(pcall({})) --> false	attempt to call a table value
print(pcall(setmetatable({}, {__call = function(self, a) return "called", a end}), "arg")) --> true	called	arg
print(select('#', pcall(error))) --> 2
