-- 6.7 math.abs, max, min
print(math.abs(-5), math.abs(-5.5), math.abs(0), math.abs(-0.0), math.abs(math.mininteger)) --> 5	5.5	0	0.0	-9223372036854775808
print(math.abs("-3"), math.abs(-math.huge), math.abs(math.maxinteger)) --> 3.0	inf	9223372036854775807
print(math.max(1, 2, 3), math.max(1, 2.5), math.max(2, 2.0), math.max(2.0, 2), math.max(-1)) --> 3	2.5	2	2.0	-1
print(math.min(3, 1, 2), math.min(1.5, 1), math.min(1, 1.0), math.min(1.0, 1), math.min("5", 7))
print(math.max(math.huge, math.maxinteger), math.min(math.mininteger, -math.huge))
print(math.type(math.max(1, 2)), math.type(math.max(1, 2.0)), math.type(math.max("3", 1)))
print(pcall(math.max))
print(pcall(math.min))
print(pcall(math.max, 1, "x"))
print(pcall(math.min, nil))
print(pcall(math.abs))
print(math.max(0/0, 1) ~= math.max(0/0, 1), math.max(1, 0/0))
--> error: attempt to compare number with string
