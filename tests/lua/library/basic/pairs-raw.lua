-- 6.1 pairs: returns next, the table and nil; ignores __index; needs an argument
local t = {7}
local f, s, c = pairs(t)
print(f == next, s == t, c) --> true	true	nil
print(select('#', pairs(t))) --> 3
for k, v in pairs(setmetatable({9}, {__index = {1, 2, 3}})) do print(k, v) end --> 1	9
print(pcall(pairs)) --> false	bad argument #1 to 'pairs' (value expected)
print((pcall(pairs, nil)), select(3, pcall(pairs, nil))) --> true	nil	nil
print(select(3, pcall(pairs, 5))) --> 5	nil
print((select(2, pcall(function() for k in pairs(nil) do end end)):gsub("^.-:%d+: ", ""))) --> bad argument #1 to 'for iterator' (table expected, got nil)
print((select(2, pcall(function() for k in pairs(7) do end end)):gsub("^.-:%d+: ", ""))) --> bad argument #1 to 'for iterator' (table expected, got number)
print((select(2, pcall(function() for k in ipairs(nil) do end end)):gsub("^.-:%d+: ", ""))) --> attempt to index a nil value
local n = 0
for _ in pairs({nil, 2, nil, 4, x = 1, y = nil}) do n = n + 1 end
print(n) --> 3
local keys = {}
for k in pairs({c = 1, a = 2, b = 3, 10, 20}) do keys[#keys + 1] = tostring(k) end
table.sort(keys)
print(table.concat(keys, " ")) --> 1 2 a b c
