-- 6.6 table.move: too many elements, wrap around, argument types, metamethods
print(pcall(table.move, {}, math.mininteger, math.maxinteger, 1)) --> false	bad argument #3 to 'table.move' (too many elements to move)
print(pcall(table.move, {}, 0, math.maxinteger, 1)) --> false	bad argument #3 to 'table.move' (too many elements to move)
print(pcall(table.move, {}, 1, 2, math.maxinteger)) --> false	bad argument #4 to 'table.move' (destination wrap around)
print(pcall(table.move, {}, 1, 2)) --> false	bad argument #4 to 'table.move' (number expected, got no value)
print(pcall(table.move, 1, 2, 3, 4)) --> false	bad argument #1 to 'table.move' (table expected, got number)
print(pcall(table.move, {}, 1, "x", 4)) --> false	bad argument #3 to 'table.move' (number expected, got string)
print(pcall(table.move, {}, 1.5, 2, 4)) --> false	bad argument #2 to 'table.move' (number has no integer representation)
print((pcall(table.move, {}, 1, math.maxinteger, 2))) --> false
local log = {}
local src = setmetatable({}, {__index = function(_, k) log[#log + 1] = "r" .. k; return k * 10 end})
local dst = setmetatable({}, {__newindex = function(t, k, v) log[#log + 1] = "w" .. k; rawset(t, k, v) end})
table.move(src, 1, 3, 2, dst)
print(table.concat(log, " "), dst[2], dst[4]) --> r1 w2 r2 w3 r3 w4	10	30
log = {}
table.move(src, 1, 2, 2)
print(table.concat(log, " ")) --> r2 r1
