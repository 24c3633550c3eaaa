-- strings are converted to numbers in arithmetic
print("10" + 5, "10" + "5", "3.0" + 1, "1e1" * 2, "0x10" + 0) --> 15	15	4.0	20.0	16
print("10" - 1, "7" // "2", "7" % "4", "7" / "2", "2" ^ "3") --> 9	3	3	3.5	8.0
print(" 10 " + 1, "\t5\n" * 1, "10\0" == "10") --> 11	5	false
print(math.type("10" + 0), math.type("10.0" + 0), math.type("1e1" + 0)) --> integer	float	float
print("9223372036854775807" + 0, "9223372036854775808" + 0, "-9223372036854775808" + 0) --> 9223372036854775807	9.2233720368548e+18	-9223372036854775808
print("0xffffffffffffffff" + 0, "0x1p4" + 0, "-0x10" + 0, "-0.0" + 0) --> -1	16.0	-16	0.0
local function e(f) return (select(2, pcall(f)):gsub("^[^:]*:%d+: ", "")) end
print(e(function() return "abc" + 1 end)) --> attempt to add a 'string' with a 'number'
print(e(function() return "" + 1 end)) --> attempt to add a 'string' with a 'number'
print(e(function() return "1 2" + 1 end)) --> attempt to add a 'string' with a 'number'
print(e(function() return "10\0" + 1 end)) --> attempt to add a 'string' with a 'number'
print(e(function() return "inf" + 1 end)) --> attempt to add a 'string' with a 'number'
print(e(function() return "nan" + 1 end)) --> attempt to add a 'string' with a 'number'
print(e(function() return {} + "1" end)) --> attempt to add a 'table' with a 'string'
