-- 6.7 math.modf: integral part as a float, and the fraction
print(math.modf(3.7)) --> 3	0.7
print(math.modf(-3.25)) --> -3	-0.25
print(math.modf(5), math.modf(5.0)) --> 5	5	0.0
print(math.modf(math.huge)) --> inf	0.0
print(math.modf(-math.huge)) --> -inf	0.0
print(math.modf(1e20)) --> 1e+20	0.0
print(math.modf(-0.5)) --> 0	-0.5
print(math.type((math.modf(4))), math.type((math.modf(4.5))), math.type(select(2, math.modf(4)))) --> integer	integer	float
print(math.modf(math.maxinteger)) --> 9223372036854775807	0.0
local a, b = math.modf(0/0)
print(a ~= a, b ~= b) --> true	true
print(pcall(math.modf)) --> false	bad argument #1 to 'math.modf' (number expected, got no value)
