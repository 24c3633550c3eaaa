-- names of constants and operands in arithmetic messages
local function e(f, ...) return (select(2, pcall(f, ...)):gsub("^[^:]*:%d+: ", "")) end
local K <const> = "const"
local t = {}
print(e(function() return t.a + 1 end)) --> attempt to perform arithmetic on a nil value (field 'a')
print(e(function() return 1 - t.a.b end)) --> attempt to index a nil value (field 'a')
print(e(function() local x <const> = nil; return x.y end)) --> attempt to index a nil value
print(e(function() local s = {}; return s.n .. "x" end)) --> attempt to concatenate a nil value (field 'n')
print(e(function() local s = {}; s.count = s.count + 1 end)) --> attempt to perform arithmetic on a nil value (field 'count')
print(e(function() return t["a b"].c end)) --> attempt to index a nil value (field 'a b')
print(e(function() t.x.y = 1 end)) --> attempt to index a nil value (field 'x')
print(e(function() local a; a[1] = 2 end)) --> attempt to index a nil value (local 'a')
print(e(function() local f = {}; f.g.h() end)) --> attempt to index a nil value (field 'g')
print(e(function() return #t.list end)) --> attempt to get length of a nil value (field 'list')
print(e(function() return -t.neg end)) --> attempt to perform arithmetic on a nil value (field 'neg')
print(e(function() return t.a < 1 end)) --> attempt to compare nil with number
