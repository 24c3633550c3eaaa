-- 6.6 table.insert: append, shift, boundaries
local t = {1, 2, 3}
table.insert(t, 4)
table.insert(t, 1, 0)
table.insert(t, #t + 1, 5)
table.insert(t, 3, "mid")
print(table.concat(t, " "), select('#', table.insert(t, 6))) --> 0 1 mid 2 3 4 5	0
local e = {}
table.insert(e, 1, "a")
print(e[1], #e) --> a	1
local u = {}
table.insert(u, nil)
print(#u) --> 0
table.insert(u, "2" - 1, "coerced")
print(u[1]) --> coerced
local v = {"a"}
table.insert(v, 1.0, "first")
print(table.concat(v, ",")) --> first,a
