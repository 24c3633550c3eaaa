-- a border may be maxinteger
local M = math.maxinteger
local t = setmetatable({}, {__index = function(_, k) return k end})
print(#t) --> 0
print(rawlen{1, 2, 3}, rawlen"abcd") --> 3	4
local function e(f, ...) return (select(2, pcall(f, ...)):gsub("^[^:]*:%d+: ", "")) end
print(e(rawlen, 5)) --> bad argument #1 to 'rawlen' (table or string expected, got number)
print(e(function() return #nil end)) --> attempt to get length of a nil value
print(e(function() local x = 1; return #x end)) --> attempt to get length of a number value (local 'x')
print(e(function() return #undefinedglobal end)) --> attempt to get length of a nil value (global 'undefinedglobal')
print(e(function() local t = {}; return #t.list end)) --> attempt to get length of a nil value (field 'list')
print(e(function() return #print end)) --> attempt to get length of a function value (global 'print')
