-- 6.4 string.sub: negative indices and clipping
local s = "abcdef"
print(s:sub(1), s:sub(2, 4), s:sub(-3), s:sub(-3, -2)) --> abcdef	bcd	def	de
print(s:sub(0) == s, s:sub(-100) == s, s:sub(1, 100) == s) --> true	true	true
print(s:sub(3, 2) == "", s:sub(7) == "", s:sub(1, 0) == "", s:sub(1, -7) == "") --> true	true	true	true
print(s:sub(-100, 2), s:sub(5, 100), s:sub(0, 1), s:sub(-1, -1)) --> ab	ef	a	f
print(s:sub(math.mininteger, math.maxinteger), s:sub(math.maxinteger) == "") --> abcdef	true
print(s:sub(2.0, 3.0), s:sub("2", "3")) --> bc	bc
print(("a\0b"):sub(2, 3) == "\0b", string.sub(12345, 2, -2)) --> true	234
print(#s:sub(2, nil), s:sub(-2, nil)) --> 5	ef
print(pcall(string.sub, "x")) --> false	bad argument #2 to 'string.sub' (number expected, got no value)
print(pcall(string.sub)) --> false	bad argument #1 to 'string.sub' (string expected, got no value)
print(pcall(string.sub, "x", 1.5)) --> false	bad argument #2 to 'string.sub' (number has no integer representation)
print(pcall(string.sub, "x", 1, {})) --> false	bad argument #3 to 'string.sub' (number expected, got table)
