-- integer division and modulo by zero are errors; / and ^ and floats are not
local function e(f) return (select(2, pcall(f)):gsub("^[^:]*:%d+: ", "")) end
local z = 0
print(e(function() return 1 // z end)) --> attempt to divide by zero
print(e(function() return 1 % z end)) --> attempt to perform 'n%0'
print(e(function() return 0 // 0 end)) --> attempt to divide by zero
print(e(function() return 0 % 0 end)) --> attempt to perform 'n%0'
print(e(function() return math.mininteger % z end)) --> attempt to perform 'n%0'
print(1 / z, -1 / z, 1 // 0.0, -1 // 0.0, 1.0 // 0) --> inf	-inf	inf	-inf	inf
print(1 // -0.0, 0 / 0 ~= 0 / 0, 0 // 0.0 ~= 0 // 0.0) --> -inf	true	true
print(1 % 0.0 ~= 1 % 0.0, 0 ^ 0, 0 ^ -1) --> true	1.0	inf
print(z // 1, 0 // -1) --> 0	0
