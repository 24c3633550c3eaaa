-- values are adjusted to the number of variables
local a, b, c = 1, 2
print(a, b, c) --> 1	2	nil
a, b = 1, 2, 3
print(a, b) --> 1	2
local function f() return 10, 20, 30 end
a, b, c = f()
print(a, b, c) --> 10	20	30
a, b, c = f(), 1
print(a, b, c) --> 10	1	nil
a, b, c = 1, f()
print(a, b, c) --> 1	10	20
a, b, c = (f())
print(a, b, c) --> 10	nil	nil
local function none() end
a, b = none(), none()
print(a, b) --> nil	nil
a, b, c = 0, none()
print(a, b, c) --> 0	nil	nil
local n = 0
local function side() n = n + 1; return n end
a = side(), side(), side()
print(a, n) --> 1	3
