-- errors when _ENV is not indexable
local pcall, print, select = pcall, print, select
local function e(f) return ((select(2, pcall(f))):gsub("^[^:]*:%d+: ", "")) end
print(e(function() local _ENV = nil; return foo end)) --> attempt to index a nil value (local '_ENV')
print(e(function() local _ENV = nil; foo = 1 end)) --> attempt to index a nil value (local '_ENV')
print(e(function() local _ENV = 5; foo() end)) --> attempt to index a number value (local '_ENV')
print(e(function() local _ENV = {}; foo() end)) --> attempt to call a nil value (global 'foo')
local function s() local _ENV = "str"; return len end
print(s() ~= nil) --> true
print(({pcall(function() local _ENV <const> = {}; return x end)})[1]) --> true
