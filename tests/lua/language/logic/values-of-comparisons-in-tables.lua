-- boolean expressions stored in fields and arguments
local t = {1 < 2, 2 < 1, a = 1 == 1.0, not nil, nil == nil, 1 and 2 == 2}
print(t[1], t[2], t.a, t[3], t[4], t[5]) --> true	false	true	true	true	true
local x, y = 5, nil
print(x and y, y and x, x or y, y or x, x == nil, y == nil, y ~= nil and y.z) --> nil	nil	5	5	false	true	false
local function f(...) return select("#", ...), ... end
print(f(x and y, x or y)) --> 2	nil	5
print((x or y) + 1, -(y or 3), #(y or "ab"), (y or "s") .. "t") --> 6	-3	2	st
local r = x > 3 and x < 10
print(r, (x > 3) == r, x > 3 and "in" or "out") --> true	true	in
