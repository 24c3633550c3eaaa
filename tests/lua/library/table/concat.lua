-- 6.6 table.concat: separators, ranges, numbers, metamethods
print(table.concat({1, 2, 3}), table.concat({"a", "b"}, ", "), table.concat({}) == "") --> 123	a, b	true
print(table.concat({1, 2.5, "x"}, "-"), table.concat({1, 2, 3}, ",", 2), table.concat({1, 2, 3}, ",", 2, 3)) --> 1-2.5-x	2,3	2,3
print(table.concat({1, 2, 3}, ",", 3, 2) == "", table.concat({1, 2, 3}, ",", 2, 2)) --> true	2
print(table.concat({[0] = "z", "a"}, "+", 0, 1), table.concat({[-1] = "n", [0] = "z"}, 7, -1, 0)) --> z+a	n7z
print(table.concat({"x"}, nil, 1, 1), table.concat({[math.maxinteger] = "max"}, "", math.maxinteger, math.maxinteger)) --> x	max
local p = setmetatable({}, {__index = function(_, i) return "v" .. i end, __len = function() return 3 end})
print(table.concat(p, " ")) --> v1 v2 v3
print(pcall(table.concat, {1, {}, 3})) --> false	invalid value (table) at index 2 in table for 'concat'
print(pcall(table.concat, {1, nil, 3}, ",", 1, 3)) --> false	invalid value (nil) at index 2 in table for 'concat'
print(pcall(table.concat, {true})) --> false	invalid value (boolean) at index 1 in table for 'concat'
print(pcall(table.concat, {}, ",", 1, 1)) --> false	invalid value (nil) at index 1 in table for 'concat'
print(pcall(table.concat)) --> false	bad argument #1 to 'table.concat' (table expected, got no value)
print(pcall(table.concat, {}, {})) --> false	bad argument #2 to 'table.concat' (string expected, got table)
print(pcall(table.concat, {}, "", "x")) --> false	bad argument #3 to 'table.concat' (number expected, got string)
print(pcall(table.concat, setmetatable({}, {__len = function() return "x" end}))) --> false	object length is not an integer
