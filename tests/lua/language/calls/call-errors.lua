-- calling non-functions, with names
local function e(f, ...) return (select(2, pcall(f, ...)):gsub("^[^:]*:%d+: ", "")) end
local up, t = nil, {}
print(e(function() up() end)) --> attempt to call a nil value (upvalue 'up')
print(e(function() local loc = 5; loc() end)) --> attempt to call a number value (local 'loc')
print(e(function() undefinedfn() end)) --> attempt to call a nil value (global 'undefinedfn')
print(e(function() t.field() end)) --> attempt to call a nil value (field 'field')
print(e(function() t:method() end)) --> attempt to call a nil value (method 'method')
print(e(function() t.a.b() end)) --> attempt to index a nil value (field 'a')
print(e(function() ("x")() end)) --> attempt to call a string value (constant 'x')
print(e(function() ("x"):nomethod() end)) --> attempt to call a nil value (method 'nomethod')
print(e(function() (1)() end)) --> attempt to call a number value
print(e(function() t[1]() end)) --> attempt to call a nil value (field 'integer index')
print(e(function() string.nothing("x") end)) --> attempt to call a nil value (field 'nothing')
print(e(function(p) p() end, {})) --> attempt to call a table value (local 'p')
print(e(function() return (function() end)()() end)) --> attempt to call a nil value
print(e(nil)) --> attempt to call a nil value
