-- parameters can be assigned, shadow, and repeat
local function f(a, b) a, b = b, a; return a, b end
print(f(1, 2)) --> 2	1
local function g(x) local x = x or "default"; return x end
print(g(), g(5)) --> default	5
local function h(_, _, c) return _, c end
print(h(1, 2, 3)) --> 2	3
local function k(t) t.x = 1; t = {x = 2}; return t.x end
local t = {}
print(k(t), t.x) --> 2	1
local function m(a) do local a = a + 1; a = a * 10 end return a end
print(m(1)) --> 1
function t.self(self) return self end
print(t.self(9), t:self() == t) --> 9	true
function t:n(self) return self end
print(t:n(4)) --> 4
