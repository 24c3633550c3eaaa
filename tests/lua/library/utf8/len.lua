-- 6.5 utf8.len: counts, or fail plus the position of the first bad byte
print(utf8.len("héllo"), utf8.len(""), utf8.len("€😀"), utf8.len("a\0b")) --> 5	0	2	3
print(utf8.len("abc", 2), utf8.len("abc", 4), utf8.len("abc", -1), utf8.len("abc", 3, 2)) --> 2	0	1	0
print(utf8.len("héllo", 1, 2), utf8.len("héllo", 4), utf8.len("abc", 1, -2)) --> 2	3	2
print(utf8.len("abc\xffdef")) --> nil	4
print(utf8.len("\xff"), utf8.len("é", 2)) --> nil	nil	2
print(utf8.len("\xe2\x82")) --> nil	1
print(utf8.len("\xc0\x80")) --> nil	1
print(utf8.len("a\u{D800}")) --> nil	2
print(utf8.len("a\u{D800}", 1, -1, true), utf8.len("\u{7FFFFFFF}", 1, -1, true)) --> 2	1
print(utf8.len("\u{10FFFF}"), utf8.len("\u{110000}")) --> 1	nil	1
print(pcall(utf8.len, "abc", 5)) --> false	bad argument #2 to 'utf8.len' (initial position out of bounds)
print(pcall(utf8.len, "abc", 0)) --> false	bad argument #2 to 'utf8.len' (initial position out of bounds)
print(pcall(utf8.len, "abc", 1, 4)) --> false	bad argument #3 to 'utf8.len' (final position out of bounds)
print(pcall(utf8.len, "abc", -4)) --> false	bad argument #2 to 'utf8.len' (initial position out of bounds)
print(pcall(utf8.len, {})) --> false	bad argument #1 to 'utf8.len' (string expected, got table)
