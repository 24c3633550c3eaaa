-- arithmetic on wrong types names the operand
local function e(f, ...) return (select(2, pcall(f, ...)):gsub("^[^:]*:%d+: ", "")) end
local t, n, s = {}, nil, "abc"
print(e(function() return 1 + t end)) --> attempt to perform arithmetic on a table value (upvalue 't')
print(e(function() return n * 2 end)) --> attempt to perform arithmetic on a nil value (upvalue 'n')
print(e(function() return s - 1 end)) --> attempt to sub a 'string' with a 'number'
print(e(function() return undefinedg / 2 end)) --> attempt to perform arithmetic on a nil value (global 'undefinedg')
print(e(function() return t.x % 2 end)) --> attempt to perform arithmetic on a nil value (field 'x')
print(e(function() return t.x.y end)) --> attempt to index a nil value (field 'x')
print(e(function() return 2 ^ {} end)) --> attempt to perform arithmetic on a table value
print(e(function() return true + 1 end)) --> attempt to perform arithmetic on a boolean value
print(e(function() return print // 1 end)) --> attempt to perform arithmetic on a function value (global 'print')
print(e(function() return s + t end)) --> attempt to add a 'string' with a 'table'
print(e(function(a) return a + 1 end)) --> attempt to perform arithmetic on a nil value (local 'a')
print(e(function(a) return "10" + a end)) --> attempt to add a 'string' with a 'nil'
print(e(function() return 1 + nil end)) --> attempt to perform arithmetic on a nil value
