-- / and ^ always convert to float
print(4 / 2, 7 / 2, 1 / 1, 0 / 1, 0 / -1) --> 2.0	3.5	1.0	0.0	-0.0
print(2 ^ 2, 2 ^ 63, 2 ^ -1, 10 ^ 2, 2 ^ 0.5) --> 4.0	9.2233720368548e+18	0.5	100.0	1.4142135623731
print(math.type(4 / 2), math.type(2 ^ 2)) --> float	float
print(9007199254740993 / 1 == 9007199254740992) --> true
print(math.maxinteger / 1 == 2 ^ 63, math.mininteger / 1 == -2 ^ 63) --> true	true
print(math.maxinteger / math.maxinteger, 3 / 0 == math.huge) --> 1.0	true
print((-8) ^ (1 / 3) ~= (-8) ^ (1 / 3), (-2) ^ 3, (-2) ^ 2, -2 ^ 2) --> true	-8.0	4.0	-4.0
