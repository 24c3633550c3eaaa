-- 6.4 string.unpack: the init argument and the final position
local s = string.pack("<i4i4i4", 10, 20, 30)
print(string.unpack("<i4", s)) --> 10	5
print(string.unpack("<i4", s, 5)) --> 20	9
print(string.unpack("<i4", s, -4)) --> 30	13
print(string.unpack("<i4i4i4", s)) --> 10	20	30	13
print(string.unpack("", s), string.unpack("", s, 13), string.unpack("", "")) --> 1	13	1
print(pcall(string.unpack, "<i4", s, 10)) --> false	bad argument #2 to 'string.unpack' (data string too short)
print(pcall(string.unpack, "<i4", s, 14)) --> false	bad argument #3 to 'string.unpack' (initial position out of string)
print(pcall(string.unpack, "<i4", s, 100)) --> false	bad argument #3 to 'string.unpack' (initial position out of string)
print(string.unpack("<i4", s, -100)) --> 10	5
print(pcall(string.unpack, "<i4")) --> false	bad argument #2 to 'string.unpack' (string expected, got no value)
print(pcall(string.unpack, "<i4", {})) --> false	bad argument #2 to 'string.unpack' (string expected, got table)
print(pcall(string.unpack, "d", "short")) --> false	bad argument #2 to 'string.unpack' (data string too short)
print(string.unpack("<!4 i4", s, 5)) --> 20	9
print(select(-1, string.unpack("<bbb", "abc", 2 - 1))) --> 4
