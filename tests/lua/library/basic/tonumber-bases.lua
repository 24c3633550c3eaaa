-- 6.1 tonumber: with a base from 2 to 36
print(tonumber("101", 2), tonumber("777", 8), tonumber("ff", 16), tonumber("zz", 36)) --> 5	511	255	1295
print(tonumber("FF", 16), tonumber("-ff", 16), tonumber("  11  ", 2), tonumber("Zz", 36)) --> 255	-255	3	1295
print(tonumber("12", 2), tonumber("8", 8), tonumber("g", 16), tonumber("", 10)) --> nil	nil	nil	nil
print(tonumber("1.0", 10), tonumber("0x10", 16), tonumber("1e1", 16), tonumber("- 1", 10)) --> nil	nil	481	nil
print(tonumber("+7", 10), tonumber("1 1", 10), tonumber("-", 10), tonumber("1\0", 10)) --> 7	nil	nil	nil
print(tonumber("7fffffffffffffff", 16), tonumber("ffffffffffffffff", 16)) --> 9223372036854775807	-1
print(tonumber("10000000000000000", 16), tonumber("9223372036854775808", 10)) --> 0	-9223372036854775808
print(math.type(tonumber("10", 10)), tonumber("0", 2), tonumber("-0", 10)) --> integer	0	0
