-- __len on tables, not on strings; rawlen bypasses
local t = setmetatable({1, 2, 3}, {__len = function(a, b) return rawequal(a, b) and 42 or "?" end})
print(#t, rawlen(t)) --> 42	3
local s = setmetatable({}, {__len = function() return "any value", 2 end})
print(#s, select("#", #s)) --> any value	1
print(#"abc") --> 3
local p = setmetatable({}, {__len = function() return 3 end, __index = function(_, i) return "v" .. i end})
print(table.concat(p, ","), table.unpack(p)) --> v1,v2,v3	v1	v2	v3
local function e(f, ...) return (select(2, pcall(f, ...)):gsub("^[^:]*:%d+: ", "")) end
print(e(table.concat, s)) --> object length is not an integer
print(select("#", ipairs(p)), next(p)) --> 3	nil
t[#t] = "x"
print(rawget(t, 42)) --> x
