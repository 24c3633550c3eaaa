-- unary minus on integers, floats and numeric strings
print(-5, - -5, -(-5), -0, -0.0, - "2", -"0x10", -"1e1") --> -5	5	5	0	-0.0	-2	-16	-10.0
print(-math.mininteger, -(-9223372036854775807)) --> -9223372036854775808	9223372036854775807
print(-"-3", - - "4", -"  7  ") --> 3	4	-7
local function e(f) return (select(2, pcall(f)):gsub("^[^:]*:%d+: ", "")) end
print(e(function() return -"abc" end)) --> attempt to unm a 'string' with a 'string'
print(e(function() return -{} end)) --> attempt to perform arithmetic on a table value
print(e(function() local x; return -x end)) --> attempt to perform arithmetic on a nil value (local 'x')
print(-2 ^ 2, 2 ^ -2, -2 ^ -2, (-2) ^ 2) --> -4.0	0.25	-0.25	4.0
print(1 / -0.0, 1 / - 0, 1 / -(0)) --> -inf	inf	inf
