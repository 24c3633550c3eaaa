-- float to integer and back at the edges
print(math.tointeger(3.0), math.tointeger(3.5), math.tointeger(2^63), math.tointeger(-2^63)) --> 3	nil	nil	-9223372036854775808
print(math.tointeger("8"), math.tointeger("x"), math.tointeger({})) --> 8	nil	nil
print(math.tointeger(0/0), math.tointeger(1/0), math.tointeger(-0.0)) --> nil	nil	0
print(math.floor(3.7), math.floor(-3.7), math.ceil(3.2), math.ceil(-3.2)) --> 3	-4	4	-3
print(math.floor(2^70) == 2^70, math.type(math.floor(2^70)), math.type(math.floor(1e15))) --> true	float	integer
print(math.ult(1, -1), math.ult(-1, 1), math.ult(2, 3)) --> true	false	true
print(9007199254740993 // 1, 9007199254740993 // 1.0) --> 9007199254740993	9.007199254741e+15
print(math.fmod(-7, 3), math.fmod(7, -3), -7 % 3, math.fmod(-7.0, 3)) --> -1	1	2	-1.0
print(math.fmod(math.mininteger, -1)) --> 0
