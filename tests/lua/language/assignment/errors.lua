-- errors of indexing non-tables in assignments
local function e(f) return (select(2, pcall(f)):gsub("^[^:]*:%d+: ", "")) end
local a
print(e(function() a.x = 1 end)) --> attempt to index a nil value (upvalue 'a')
print(e(function() a.b.c = 1 end)) --> attempt to index a nil value (upvalue 'a')
print(e(function() undefinedvar.x = 1 end)) --> attempt to index a nil value (global 'undefinedvar')
local t = {}
print(e(function() t.x.y = 1 end)) --> attempt to index a nil value (field 'x')
print(e(function() t[1][2] = 1 end)) --> attempt to index a nil value (field 'integer index')
print(e(function() ("str").x = 1 end)) --> attempt to index a string value (constant 'str')
print(e(function() local n = 5; n.x = 1 end)) --> attempt to index a number value (local 'n')
print(e(function() (true)[1] = 1 end)) --> attempt to index a boolean value
