-- only a final open expression expands
local function f() return 1, 2, 3 end
local function none() end
print(#{f()}, #{f(), f()}, #{(f())}, #{f(), nil} <= 1) --> 3	4	1	true
print(#{none()}, #{none(), 1}, select("#", table.unpack({f(), 10}))) --> 0	2	2
local t = {f(), x = f(), f()}
print(t[1], t[2], t[3], t[4], t.x) --> 1	1	2	3	1
local u = {f(), y = 5}
print(#u, u[1]) --> 1	1
local function v(...) return {...}, {..., "e"}, {"s", ...} end
local a, b, c = v("p", "q")
print(#a, #b, #c, a[2], b[2], c[3]) --> 2	2	3	q	e	q
local n = {none(), none()}
print(n[1], #n) --> nil	0
local z = {[1] = f(), [2] = 7, (f())}
print(z[1], z[2]) --> 1	7
