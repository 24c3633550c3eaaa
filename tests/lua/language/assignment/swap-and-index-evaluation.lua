-- all expressions evaluated before assignment
local i, a = 3, {}
i, a[i] = i + 1, 20
print(i, a[3], a[4]) --> 4	20	nil
local x, y, z = 1, 2, 3
x, y, z = y, z, x
print(x, y, z) --> 2	3	1
local t = {1, 2, 3}
t[1], t[2], t[3] = t[3], t[1], t[2]
print(t[1], t[2], t[3]) --> 3	1	2
local k = {n = 1}
k, k.n = {n = "new"}, "old"
print(k.n) --> new
local p = {v = 1}
local q = p
p.v, p = 2, {v = 3}
print(q.v, p.v) --> 2	3
local j = 1
j, t[j], t[j + 1] = 9, "a", "b"
print(j, t[1], t[2]) --> 9	a	b
