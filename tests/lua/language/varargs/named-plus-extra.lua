-- fixed parameters come first
local function f(a, b, ...) return a, b, select("#", ...), ... end
print(f()) --> nil	nil	0
print(f(1)) --> 1	nil	0
print(f(1, 2)) --> 1	2	0
print(f(1, 2, 3)) --> 1	2	1	3
print(f(1, 2, nil, nil)) --> 1	2	2	nil	nil
local function g(a, ...) a = a and a * 10; return a, ... end
print(g(1, 2, 3)) --> 10	2	3
local function h(...) local a <const>, b = ...; b = 9; return a, b, ... end
print(h("x", "y")) --> x	9	x	y
local o = {}
function o:m(...) return self == o, select("#", ...), ... end
print(o:m(1, nil)) --> true	2	1	nil
print(o.m(o)) --> true	0
