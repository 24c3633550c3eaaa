-- nil values take their position
local t = {nil, nil, 3}
print(t[1], t[2], t[3]) --> nil	nil	3
local function two() return nil, "second" end
local u = {two(), two()}
print(u[1], u[2], u[3]) --> nil	nil	second
local v = {x = nil, y = false}
print(v.x, v.y, next(v)) --> nil	false	y	false
local p = table.pack(nil, nil)
print(p.n, p[1]) --> 2	nil
local q = {n = select("#", nil, nil), nil, nil}
print(q.n, next(q)) --> 2	n	2
