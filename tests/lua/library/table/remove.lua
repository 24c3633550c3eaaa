-- 6.6 table.remove: last element, positions, edge positions of empty tables
local t = {"a", "b", "c", "d"}
print(table.remove(t), table.remove(t, 1), table.concat(t, ",")) --> d	a	b,c
print(table.remove(t, #t + 1), #t) --> nil	2
print(table.remove({}), select('#', table.remove({}))) --> nil	1
print(table.remove({}, 0), table.remove({[0] = "zero"}, 0), table.remove({}, 1)) --> nil	zero	nil
local z = {[0] = "zero"}
print(table.remove(z), z[0]) --> zero	nil
local n = {1, 2, 3}
n[4] = "last"
print(table.remove(n, 4), #n, table.remove(n, 2.0), table.concat(n, ",")) --> last	3	2	1,3
print(pcall(table.remove, {1, 2}, 4)) --> false	bad argument #2 to 'table.remove' (position out of bounds)
print(pcall(table.remove, {1, 2}, 0)) --> false	bad argument #2 to 'table.remove' (position out of bounds)
print(pcall(table.remove, {1, 2}, -1)) --> false	bad argument #2 to 'table.remove' (position out of bounds)
print(pcall(table.remove, {}, 2)) --> false	bad argument #2 to 'table.remove' (position out of bounds)
print(pcall(table.remove)) --> false	bad argument #1 to 'table.remove' (table expected, got no value)
print(pcall(table.remove, {}, "x")) --> false	bad argument #2 to 'table.remove' (number expected, got string)
local h = {[5] = "five"}
print(table.remove(h, nil), h[5]) --> nil	five
