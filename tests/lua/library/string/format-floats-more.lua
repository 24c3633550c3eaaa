-- 6.4 string.format: float conversions of integers, strings and extremes
local f = string.format
print(f("%.1f %g %e", 3, "2.5", "0x10")) --> 3.0 2.5 1.600000e+01
print(f("%.99f", 1/3):len(), f("%.99f", 1/3):sub(1, 22)) --> 101	0.33333333333333331482
print(f("%.0f", 1e300):len(), f("%.3f", 2^63), f("%.0f", 2^53 + 1)) --> 301	9223372036854775808.000	9007199254740992
print(f("%g %g", 5e-324, 1.7976931348623157e308)) --> 4.94066e-324 1.79769e+308
print(f("%.17g %.17g", 5e-324, 1.7976931348623157e308)) --> 4.9406564584124654e-324 1.7976931348623157e+308
print(f("%#.0f %#.0e %#x", 3, 3, 3), f("%g", -0.0), f("%f", -0.0)) --> 3. 3.e+00 0x3	-0	-0.000000
print(f("%.f|%.e|%5.f", 2.7, 2.7, 2.7)) --> 3|3e+00|    3
print(f("%f", math.maxinteger), f("%.1f", math.mininteger)) --> 9223372036854775808.000000	-9223372036854775808.0
print(f("%010.2f|%-010.2f|", -1.5, -1.5)) --> -000001.50|-1.50     |
print(pcall(f, "%f", "x")) --> false	bad argument #2 to 'string.format' (number expected, got string)
print(pcall(f, "%g", nil)) --> false	bad argument #2 to 'string.format' (number expected, got nil)
print(pcall(f, "%e")) --> false	bad argument #2 to 'string.format' (no value)
