-- each constructor evaluation creates a new table, evaluating every expression once
local n = 0
local function c() n = n + 1; return n end
local function mk() return {c(), c(), k = c()} end
local a, b = mk(), mk()
print(a ~= b, n, a[1] ~= b[1]) --> true	6	true
local function empty() return {} end
print(empty() == empty()) --> false
local t = {f = function(self) return self end}
print(t:f() == t, t.f({}) == t) --> true	false
local nested = {{{}}, {1, {2, {3}}}}
print(#nested, #nested[1][1], nested[2][2][2][1]) --> 2	0	3
local self = {x = 1}
self = {old = self, x = 2}
print(self.old.x, self.x) --> 1	2
