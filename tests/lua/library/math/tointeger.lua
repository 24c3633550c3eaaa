-- 6.7 math.tointeger: exact conversions only
print(math.tointeger(3), math.tointeger(3.0), math.tointeger(3.5), math.tointeger(-0.0)) --> 3	3	nil	0
print(math.tointeger("8"), math.tointeger("8.0"), math.tointeger("x"), math.tointeger("0x10")) --> 8	8	nil	16
print(math.tointeger(2^53), math.tointeger(2^63), math.tointeger(-2^63), math.tointeger(1e100)) --> 9007199254740992	nil	-9223372036854775808	nil
print(math.tointeger(math.huge), math.tointeger(0/0), math.tointeger({}), math.tointeger(nil)) --> nil	nil	nil	nil
print(math.tointeger(true), math.tointeger(math.maxinteger + 0.0), math.tointeger(print)) --> nil	nil	nil
print(pcall(math.tointeger)) --> false	bad argument #1 to 'math.tointeger' (value expected)
