-- 6.4 string.format: %d and %i
local f = string.format
print(f("%d %i", 42, -42)) --> 42 -42
print(f("[%5d] [%-5d] [%05d] [%+d] [% d]", 42, 42, 42, 42, 42)) --> [   42] [42   ] [00042] [+42] [ 42]
print(f("[%.3d] [%5.3d] [%-6.3d] [%+.2d]", 7, 7, 7, 7)) --> [007] [  007] [007   ] [+07]
print(f("[%.0d] [%5.0d] [%+.0d]|", 0, 0, 0)) --> [] [     ] [+]|
print(f("%d %d", math.maxinteger, math.mininteger)) --> 9223372036854775807 -9223372036854775808
print(f("%d %d %d", 3.0, "10", "0x10")) --> 3 10 16
print(f("%d", -0.0), f("%d", "1e2"), f("%20d|", math.mininteger)) --> 0	100	-9223372036854775808|
print(f("%99d", 1):len(), f("%.99d", 1):len(), f("%-99d", 1):len()) --> 99	99	99
print(pcall(f, "%d", 1.5)) --> false	bad argument #2 to 'string.format' (number has no integer representation)
print(pcall(f, "%d", "1.5")) --> false	bad argument #2 to 'string.format' (number has no integer representation)
print(pcall(f, "%d", "x")) --> false	bad argument #2 to 'string.format' (number expected, got string)
print(pcall(f, "%d", nil)) --> false	bad argument #2 to 'string.format' (number expected, got nil)
print(pcall(f, "%d", 2^63)) --> false	bad argument #2 to 'string.format' (number has no integer representation)
print(pcall(f, "%d", 1/0)) --> false	bad argument #2 to 'string.format' (number has no integer representation)
