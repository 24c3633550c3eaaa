-- 6.7 math.type
print(math.type(1), math.type(1.0), math.type("1"), math.type(nil), math.type({})) --> integer	float	nil	nil	nil
print(math.type(2^31), math.type(1 // 1), math.type(1 / 1), math.type(1.0 // 1), math.type(3 | 0)) --> float	integer	float	float	integer
print(math.type(1e2), math.type(0x10), math.type(0x1p4), math.type(9223372036854775807), math.type(9223372036854775808)) --> float	integer	float	integer	float
print(math.type(-9223372036854775808), math.type(0xffffffffffffffffff), math.type(10 % 3.0), math.type(2 ^ 2)) --> float	integer	float	float
print(math.type(math.huge), math.type(math.pi), math.type(math.maxinteger)) --> float	float	integer
print(pcall(math.type)) --> false	bad argument #1 to 'math.type' (value expected)
