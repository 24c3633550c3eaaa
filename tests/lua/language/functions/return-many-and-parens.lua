-- return lists, parenthesized truncation
local function r() return 1, 2, 3 end
local function p() return (r()) end
local function q() return r(), r() end
local function s() return (r()), (r()) end
print(p()) --> 1
print(q()) --> 1	1	2	3
print(s()) --> 1	1
print((r()), r()) --> 1	1	2	3
print(#{r(), r()}, #{(r())}, (("x"))) --> 4	1	x
local function cond(x) if x then return "a", "b" end end
print(select("#", cond(true)), select("#", cond(false))) --> 2	0
print(pcall(r)) --> true	1	2	3
local a, b, c, d = 0, r()
print(a, b, c, d) --> 0	1	2	3
local function m(...) return ..., (...) end
print(m(1, 2)) --> 1	1
