-- __concat is tried when an operand is neither string nor number
local mt = {__concat = function(a, b) return (type(a) == "table" and "T" or tostring(a)) .. "+" .. (type(b) == "table" and "T" or tostring(b)) end}
local o = setmetatable({}, mt)
print(o .. "x", "x" .. o, o .. 1, 1.5 .. o, o .. o, o .. nil, true .. o) --> T+x	x+T	T+1	1.5+T	T+T	T+nil	true+T
print("a" .. "b" .. o, o .. "a" .. "b", "a" .. o .. "b") --> ab+T	T+ab	aT+b
local m2 = setmetatable({}, {__concat = function() return 1, 2 end})
print(m2 .. "") --> 1
print(select("#", m2 .. "x")) --> 1
local m3 = setmetatable({}, {__concat = function() return nil end})
print(m3 .. "x") --> nil
local function e(f, ...) return (select(2, pcall(f, ...)):gsub("^[^:]*:%d+: ", "")) end
print((e(function() return "a" .. (m3 .. "x") end):gsub(" %(.*", ""))) --> attempt to concatenate a nil value
print(e(function() return "a" .. setmetatable({}, {}) end)) --> attempt to concatenate a table value
