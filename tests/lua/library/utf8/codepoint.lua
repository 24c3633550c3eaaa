-- 6.5 utf8.codepoint
print(utf8.codepoint("héllo"), utf8.codepoint("héllo", 2), utf8.codepoint("héllo", -1)) --> 104	233	111
print(utf8.codepoint("héllo", 1, -1)) --> 104	233	108	108	111
print(utf8.codepoint("€😀", 1, 4)) --> 8364	128512
print(select('#', utf8.codepoint("abc", 3, 2)), select('#', utf8.codepoint("", 1, 0))) --> 0	0
print(pcall(utf8.codepoint, "abc", 4)) --> false	bad argument #3 to 'utf8.codepoint' (out of bounds)
print(pcall(utf8.codepoint, "abc", 1, 4)) --> false	bad argument #3 to 'utf8.codepoint' (out of bounds)
print(pcall(utf8.codepoint, "abc", -4)) --> false	bad argument #2 to 'utf8.codepoint' (out of bounds)
print(pcall(utf8.codepoint, "é", 2)) --> false	invalid UTF-8 code
print(pcall(utf8.codepoint, "\xff")) --> false	invalid UTF-8 code
print(pcall(utf8.codepoint, "")) --> false	bad argument #3 to 'utf8.codepoint' (out of bounds)
print(pcall(utf8.codepoint)) --> false	bad argument #1 to 'utf8.codepoint' (string expected, got no value)
print(pcall(utf8.codepoint, "\u{D800}")) --> false	invalid UTF-8 code
print(utf8.codepoint("\u{D800}", 1, 1, true), utf8.codepoint("\u{7FFFFFFF}", 1, 1, true)) --> 55296	2147483647
print(pcall(utf8.codepoint, "\u{110000}")) --> false	invalid UTF-8 code
print(pcall(utf8.codepoint, "\xc0\x80")) --> false	invalid UTF-8 code
