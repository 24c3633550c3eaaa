-- 6.7 math.sqrt, exp, log with bases
print(math.sqrt(16), math.sqrt(2), math.sqrt("9"), math.sqrt(0)) --> 4.0	1.4142135623731	3.0	0.0
print((tostring(math.sqrt(-1)):gsub("-", "")), math.sqrt(math.huge)) --> nan	inf
print(math.exp(0), math.exp(1), math.exp(-math.huge), math.exp(1000)) --> 1.0	2.718281828459	0.0	inf
print(math.log(1), math.log(math.exp(1)), math.log(0), math.log(8, 2), math.log(100, 10)) --> 0.0	1.0	-inf	3.0	2.0
print(math.log(1024, 2), math.log(1000, 10), math.log(27, 3), math.log(2, 4), math.log(math.huge)) --> 10.0	3.0	3.0	0.5	inf
print((tostring(math.log(-1)):gsub("-", "")), math.log(8, 2.0), math.log(1e300, 10)) --> nan	3.0	300.0
print(pcall(math.log)) --> false	bad argument #1 to 'math.log' (number expected, got no value)
print(pcall(math.log, 1, "x")) --> false	bad argument #2 to 'math.log' (number expected, got string)
print(pcall(math.sqrt, {})) --> false	bad argument #1 to 'math.sqrt' (number expected, got table)
print(pcall(math.exp)) --> false	bad argument #1 to 'math.exp' (number expected, got no value)
