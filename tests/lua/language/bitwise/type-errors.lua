-- wrong types name the offending operand
local function e(f, ...) return (select(2, pcall(f, ...)):gsub("^[^:]*:%d+: ", "")) end
local t, n = {}, nil
print(e(function() return t & 1 end)) --> attempt to perform bitwise operation on a table value (upvalue 't')
print(e(function() return 1 | t end)) --> attempt to perform bitwise operation on a table value (upvalue 't')
print(e(function() return n ~ 1 end)) --> attempt to perform bitwise operation on a nil value (upvalue 'n')
print(e(function() return ~t.x end)) --> attempt to perform bitwise operation on a nil value (field 'x')
print(e(function() return gg << 1 end)) --> attempt to perform bitwise operation on a nil value (global 'gg')
print(e(function() return true >> 1 end)) --> attempt to perform bitwise operation on a boolean value
print(e(function(a, b) return a & b end, 1, {})) --> attempt to perform bitwise operation on a table value (local 'b')
print(e(function(a, b) return a & b end, 1.5, {})) --> attempt to perform bitwise operation on a table value (local 'b')
print(e(function(a, b) return a & b end, 1.5, 2)) --> number (local 'a') has no integer representation
print(e(function() local s = "x"; return s & 1 end)) --> attempt to perform bitwise operation on a string value (local 's')
