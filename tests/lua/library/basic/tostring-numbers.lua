-- 6.1 tostring: floats keep a mark of being floats; 14 significant digits
print(tostring(1), tostring(1.0), tostring(-0.0), tostring(1e3)) --> 1	1.0	-0.0	1000.0
print(tostring(1e14), tostring(1e15), tostring(1e16), tostring(123456789012345.0)) --> 1e+14	1e+15	1e+16	1.2345678901234e+14
print(tostring(0.1), tostring(1/3), tostring(100 / 3), tostring(3.14159265358979)) --> 0.1	0.33333333333333	33.333333333333	3.1415926535898
print(tostring(2^31), tostring(2^53), tostring(2^63), tostring(1e-5)) --> 2147483648.0	9.007199254741e+15	9.2233720368548e+18	1e-05
print(tostring(math.maxinteger), tostring(math.mininteger), tostring(math.maxinteger + 0.0)) --> 9223372036854775807	-9223372036854775808	9.2233720368548e+18
print(tostring(1/0), tostring(-1/0), tostring(math.huge // 1)) --> inf	-inf	inf
print((tostring(0/0):gsub("-", ""))) --> nan
print(5e-324, 1.7976931348623157e308, 123e-7) --> 4.9406564584125e-324	1.7976931348623e+308	1.23e-05
print(tostring(nil), tostring(true), tostring(false), tostring("s")) --> nil	true	false	s
print(pcall(tostring)) --> false	bad argument #1 to 'tostring' (value expected)
