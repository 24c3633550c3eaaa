-- 6.6 table.sort: invalid order functions and uncomparable values
local t = {}
for i = 1, 100 do t[i] = i end
print(pcall(table.sort, t, function() return true end)) --> false	invalid order function for sorting
print(pcall(table.sort, {1, 2, 3}, function() return true end)) --> true
print(pcall(table.sort, {1, "x"})) --> false	attempt to compare string with number
print(pcall(table.sort, {{}, {}})) --> false	attempt to compare two table values
print(pcall(table.sort, {1, nil, 3}, function(a, b) return (a or 0) < (b or 0) end)) --> true
print(pcall(table.sort, {3, 2, 1}, function(a, b) error("cmp", 0) end)) --> false	cmp
print(pcall(table.sort, {}, 1)) --> true
print(pcall(table.sort, {1, 2}, "x")) --> false	bad argument #2 to 'table.sort' (function expected, got string)
print(pcall(table.sort)) --> false	bad argument #1 to 'table.sort' (table expected, got no value)
print(pcall(table.sort, nil)) --> false	bad argument #1 to 'table.sort' (table expected, got nil)
print(pcall(table.sort, setmetatable({}, {__len = function() return math.maxinteger end}))) --> false	bad argument #1 to 'table.sort' (array too big)
print(pcall(table.sort, setmetatable({}, {__len = function() return -5 end}))) --> true
print(pcall(table.sort, {1}, function() error("never called") end)) --> true
print(pcall(table.sort, {true, false})) --> false	attempt to compare two boolean values
