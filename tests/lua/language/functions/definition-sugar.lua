-- function t.a.b.c:f() and local function f
local t = {a = {b = {c = {}}}}
function t.a.b.c:f(x) return self == t.a.b.c, x end
function t.a.b.g(self, x) return self, x end
function globalf() return "global" end
print(t.a.b.c:f(1)) --> true	1
print(t.a.b.g(2, 3)) --> 2	3
print(globalf(), rawget(_G, "globalf") ~= nil) --> global	true
local f1 = function(n) return n == 0 and "done" or (f1 and "has f1" or "no f1") end
print(f1(1)) --> no f1
local function f2(n) return n == 0 and "done" or f2(n - 1) end
print(f2(3)) --> done
local x
function x() return "assigned to local" end
print(x(), rawget(_G, "x")) --> assigned to local	nil
do local globalf = 1; function t.h() return globalf end end
print(t.h()) --> 1
print(({load("function a:b.c() end", "=c")})[2]) --> c:1: '(' expected near '.'
print(({load("function a[1]() end", "=c")})[2]) --> c:1: '(' expected near '['
print(({load("local function a.b() end", "=c")})[2]) --> c:1: '(' expected near '.'
