-- __index as function, table, chain
local t = setmetatable({own = 1}, {__index = function(t, k) return k .. "!" end})
print(t.own, t.x, t[5], rawget(t, "x")) --> 1	x!	5!	nil
local base = {a = "base.a", b = "base.b"}
local mid = setmetatable({b = "mid.b"}, {__index = base})
local top = setmetatable({c = "top.c"}, {__index = mid})
print(top.a, top.b, top.c, top.d) --> base.a	mid.b	top.c	nil
base.d = "added"
print(top.d) --> added
mid.a = false
print(top.a) --> false
local f = setmetatable({}, {__index = function(_, k) return k, "second" end})
print(f.x, (f.y), select("#", f.z)) --> x	y	1
local s = setmetatable({}, {__index = "abc"})
print(s.len == string.len, s.nope) --> true	nil
local p = setmetatable({}, {__index = setmetatable({}, {__index = function(t, k) return "deep " .. tostring(k) end})})
print(p.q, p[1], p[true]) --> deep q	deep 1	deep true
