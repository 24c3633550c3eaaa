-- 6.7 constants and integer wrap around
print(math.pi, math.huge, -math.huge, math.maxinteger, math.mininteger) --> 3.1415926535898	inf	-inf	9223372036854775807	-9223372036854775808
print(math.maxinteger + 1 == math.mininteger, math.mininteger - 1 == math.maxinteger, -math.mininteger == math.mininteger) --> true	true	true
print(math.maxinteger * 2, math.mininteger // -1, math.mininteger % -1) --> -2	-9223372036854775808	0
print(math.maxinteger + 1.0 == 2^63, math.maxinteger < 2^63, math.maxinteger + 0.0 == math.maxinteger) --> true	true	false
print(math.mininteger <= -2^63, math.huge > math.maxinteger, -math.huge < math.mininteger) --> true	true	true
print(("%.15f"):format(math.pi), math.maxinteger // 1 | 0) --> 3.141592653589793	9223372036854775807
print(1 < 0/0, 1 > 0/0, 0/0 ~= 0/0, math.maxinteger < 0/0) --> false	false	true	false
