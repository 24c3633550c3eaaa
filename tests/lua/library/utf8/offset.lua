-- 6.5 utf8.offset
local s = "aé€😀z"
print(utf8.offset(s, 1), utf8.offset(s, 2), utf8.offset(s, 3), utf8.offset(s, 4), utf8.offset(s, 5), utf8.offset(s, 6), utf8.offset(s, 7)) --> 1	2	4	7	11	12	nil
print(utf8.offset(s, -1), utf8.offset(s, -2), utf8.offset(s, -3), utf8.offset(s, -5), utf8.offset(s, -6)) --> 11	7	4	1	nil
print(utf8.offset(s, 0, 3), utf8.offset(s, 0, 5), utf8.offset(s, 0, 9), utf8.offset(s, 0)) --> 2	4	7	1
print(utf8.offset(s, 2, 4), utf8.offset(s, -1, 4), utf8.offset(s, 1, 2)) --> 7	2	2
print(utf8.offset("", 1), utf8.offset("", 0), utf8.offset("", 2), utf8.offset("", -1)) --> 1	1	nil	nil
print(pcall(utf8.offset, s, 1, 3)) --> false	initial position is a continuation byte
print(pcall(utf8.offset, s, -1, 3)) --> false	initial position is a continuation byte
print(pcall(utf8.offset, s, 1, 13)) --> false	bad argument #3 to 'utf8.offset' (position out of bounds)
print(pcall(utf8.offset, s, 1, 0)) --> false	bad argument #3 to 'utf8.offset' (position out of bounds)
print(pcall(utf8.offset, s, 1, -20)) --> false	bad argument #3 to 'utf8.offset' (position out of bounds)
print(pcall(utf8.offset, s)) --> false	bad argument #2 to 'utf8.offset' (number expected, got no value)
print(pcall(utf8.offset, s, 1.5)) --> false	bad argument #2 to 'utf8.offset' (number has no integer representation)
print(utf8.offset("\x80\x80a", 0, 2), utf8.offset("abc", 1, 4), utf8.offset("abc", 0, 4)) --> 1	4	4
