-- int op float converts the integer to float
print(1 + 1.0, 1 - 1.0, 2 * 3.0, 7 // 2.0, 7 % 2.5) --> 2.0	0.0	6.0	3.0	2.0
print(math.maxinteger + 1.0, math.maxinteger + 0.0 == 2^63) --> 9.2233720368548e+18	true
print(9007199254740993 + 0.0 == 9007199254740992.0) --> true
print((2^53 + 1) | 0, 2^53 == 2^53 + 1) --> 9007199254740992	true
print(1e15 + 1, 10 // 0.3, -10 // 0.3) --> 1e+15	33.0	-34.0
print(math.type(0 * 1.5), 0 * -1.0, -0.0 + 0) --> float	-0.0	0.0
print(5 // 0.0, -5 % math.huge, 5 % -math.huge, 5 % math.huge) --> inf	inf	-inf	5.0
