-- a chunk is a vararg function: locals, params, return values
local f = load("local a, b = ...; return b, a, select('#', ...)")
print(f(1, 2, 3)) --> 2	1	3
print(f()) --> nil	nil	0
print(select("#", load("")())) --> 0
print(load("return")()) -->
print(load("return ...")(nil, nil)) --> nil	nil
local up = load("local n = 0; return function() n = n + 1; return n end")
local c1, c2 = up(), up()
print(c1(), c1(), c2()) --> 1	2	1
