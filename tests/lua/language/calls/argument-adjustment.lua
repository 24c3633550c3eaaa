-- extra arguments dropped, missing are nil, only last call expands
local function f(a, b, c) return a, b, c end
local function g() return 1, 2, 3 end
print(f(1)) --> 1	nil	nil
print(f(1, 2, 3, 4)) --> 1	2	3
print(f(g())) --> 1	2	3
print(f(g(), 10)) --> 1	10	nil
print(f(10, g())) --> 10	1	2
print(f((g()))) --> 1	nil	nil
print(f(g(), g())) --> 1	1	2
print((f(g()))) --> 1
print(select("#", f()), select("#", (f())), select("#", g(), g())) --> 3	1	4
local function none() end
print(select("#", none()), select("#", none(), none()), select("#", (none()))) --> 0	1	1
print(none()) -->
print((none())) --> nil
