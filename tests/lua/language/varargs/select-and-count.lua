-- ... keeps nils; select with negative indices
local function f(...) return select("#", ...) end
print(f(), f(nil), f(nil, nil), f(1, nil, nil)) --> 0	1	2	3
local function g(...) return select(2, ...) end
print(g(1, 2, 3)) --> 2	3
print(g(1)) -->
print(select(-1, "a", "b", "c")) --> c
print(select(-3, "a", "b", "c")) --> a	b	c
print(select(4, "a", "b", "c")) -->
local function e(f, ...) return (select(2, pcall(f, ...)):gsub("^[^:]*:%d+: ", "")) end
print(e(select, 0, "a")) --> bad argument #1 to 'select' (index out of range)
print(e(select, -4, "a", "b", "c")) --> bad argument #1 to 'select' (index out of range)
print(e(select, "x")) --> bad argument #1 to 'select' (number expected, got string)
print(select("#"), select("#", nil), (select(1, "p", "q"))) --> 0	1	p
local t = table.pack(f(1), g(7, 8, 9))
print(t.n, t[1], t[2], t[3]) --> 3	1	8	9
