-- concatenation errors name the first bad operand found from the right
local function e(f) return (select(2, pcall(f)):gsub("^[^:]*:%d+: ", "")) end
local t, n = {}, nil
print(e(function() return "a" .. t end)) --> attempt to concatenate a table value (upvalue 't')
print(e(function() return t .. "a" end)) --> attempt to concatenate a table value (upvalue 't')
print(e(function() return n .. "a" end)) --> attempt to concatenate a nil value (upvalue 'n')
print(e(function() return "x" .. tt.y.z end)) --> attempt to index a nil value (global 'tt')
print(e(function() return "x" .. undefinedv end)) --> attempt to concatenate a nil value (global 'undefinedv')
print(e(function() return "x" .. t.name .. "y" end)) --> attempt to concatenate a nil value (field 'name')
print(e(function() return "a" .. true end)) --> attempt to concatenate a boolean value
print(e(function() return nil .. "b" end)) --> attempt to concatenate a nil value
print(e(function() return "a" .. "b" .. {} .. "c" end)) --> attempt to concatenate a table value
print(e(function() return 1 .. print end)) --> attempt to concatenate a function value (global 'print')
