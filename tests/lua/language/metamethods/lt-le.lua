-- __lt and __le; no emulation of __le by __lt; results become booleans
local mt = {__lt = function(a, b) local function v(x) return type(x) == "table" and x.v or x end return v(a) < v(b) and 1 end}
local function O(v) return setmetatable({v = v}, mt) end
local function e(f, ...) return (select(2, pcall(f, ...)):gsub("^[^:]*:%d+: ", "")) end
print(O(1) < O(2), O(2) < O(1), O(1) > O(2), O(2) > O(1)) --> true	false	false	true
print(O(1) < 5, 5 < O(1), O(1) > 5, 5 > O(1), O(1) < 1.5, 0.5 > O(1)) --> true	false	false	true	true	false
print(e(function() return O(1) <= O(2) end)) --> attempt to compare two table values
print(e(function() return O(1) >= 2 end)) --> attempt to compare number with table
mt.__le = function(a, b) return "yes" end
print(O(1) <= O(0), O(1) >= O(5), 3 <= O(1), not (O(1) <= 3)) --> true	true	true	false
print(e(function() return O(1) < "x" end)) --> attempt to compare number with string
print(e(function() return {} < setmetatable({}, {}) end)) --> attempt to compare two table values
local t = {O(3), O(1), O(2)}
table.sort(t)
print(t[1].v, t[2].v, t[3].v) --> 1	2	3
print(math.max(1, 2), pcall(math.max, O(1), O(2)) == false) --> 2	false
