-- 6.6 table.move: overlapping ranges and a destination table
local function j(t, n) local r = {} for i = 1, n or #t do r[i] = tostring(t[i]) end return table.concat(r, " ") end
print(j(table.move({1, 2, 3, 4, 5}, 1, 3, 2))) --> 1 1 2 3 5
print(j(table.move({1, 2, 3, 4, 5}, 2, 5, 1))) --> 2 3 4 5 5
print(j(table.move({1, 2, 3}, 1, 3, 3))) --> 1 2 1 2 3
print(j(table.move({1, 2, 3}, 1, 0, 5)), j(table.move({1, 2, 3}, 3, 1, 1))) --> 1 2 3	1 2 3
local d = {9, 9}
print(table.move({1, 2, 3}, 2, 3, 1, d) == d, j(d)) --> true	2 3
print(j(table.move({1, nil, 3}, 1, 3, 1, {}), 3)) --> 1 nil 3
print(j(table.move({1, 2, 3}, 1, 3, 1, nil))) --> 1 2 3
local t = {1}
print(table.move(t, 1, 1, math.maxinteger)[math.maxinteger]) --> 1
print(next(table.move({}, 1, 3, 2))) --> nil
print(#table.move({1, 2, 3}, 1, 3, -5)) --> 3
print(table.move({1, 2, 3}, 1, 3, 0)[0]) --> 1
