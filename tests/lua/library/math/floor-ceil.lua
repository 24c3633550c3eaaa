-- 6.7 math.floor and math.ceil: integers when representable
print(math.floor(3.7), math.floor(-3.7), math.ceil(3.2), math.ceil(-3.2)) --> 3	-4	4	-3
print(math.floor(5), math.ceil(5), math.floor(2.0), math.ceil(-0.5)) --> 5	5	2	0
print(math.type(math.floor(1e15)), math.floor(1e100), math.ceil(-1e100)) --> integer	1e+100	-1e+100
print(math.floor(math.huge), math.ceil(-math.huge), math.floor(2^63), math.floor(-2^63)) --> inf	-inf	9.2233720368548e+18	-9223372036854775808
print(math.floor("3.7"), math.ceil("10")) --> 3	10
print(math.floor(math.maxinteger), math.floor(0.99999999999999999)) --> 9223372036854775807	1
print(pcall(math.floor, "x")) --> false	bad argument #1 to 'math.floor' (number expected, got string)
print(pcall(math.ceil)) --> false	bad argument #1 to 'math.ceil' (number expected, got no value)
print(pcall(math.floor, {})) --> false	bad argument #1 to 'math.floor' (number expected, got table)
