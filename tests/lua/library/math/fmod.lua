-- 6.7 math.fmod: the remainder rounds the quotient towards zero
print(math.fmod(7, 3), math.fmod(-7, 3), math.fmod(7, -3), math.fmod(-7, -3)) --> 1	-1	1	-1
print(math.fmod(7.5, 2), math.fmod(-7.5, 2), math.fmod(7, 3.0), math.fmod(-6, 2.0)) --> 1.5	-1.5	1.0	-0.0
print(math.fmod(math.mininteger, -1), math.fmod(math.mininteger, math.mininteger), math.fmod(5, math.maxinteger)) --> 0	0	5
print(math.fmod(1, math.huge), math.fmod(-1, math.huge), math.fmod(5, 1), math.fmod(-5, -1)) --> 1.0	-1.0	0	0
print(pcall(math.fmod, 1, 0)) --> false	bad argument #2 to 'math.fmod' (zero)
print((tostring(math.fmod(1, 0.0)):gsub("-", ""))) --> nan
print((tostring(math.fmod(math.huge, 2)):gsub("-", ""))) --> nan
print(-7 % 3, 7 % -3, -7.5 % 2, 5 % math.huge, -5 % math.huge) --> 2	-2	0.5	5.0	inf
print(pcall(math.fmod, 1)) --> false	bad argument #2 to 'math.fmod' (number expected, got no value)
print(pcall(math.fmod, "a", 1)) --> false	bad argument #1 to 'math.fmod' (number expected, got string)
