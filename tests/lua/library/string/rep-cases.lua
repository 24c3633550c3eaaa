-- 6.4 string.rep: counts and separators
print(string.rep("ab", 3), string.rep("ab", 3, ","), string.rep("ab", 1, ",")) --> ababab	ab,ab,ab	ab
print(#string.rep("ab", 0), #string.rep("ab", -5), #string.rep("ab", 0, ",")) --> 0	0	0
print(string.rep("", 5) == "", string.rep("", 3, "-"), string.rep("x", 2, "")) --> true	--	xx
print(("="):rep(10), string.rep(7, 3)) --> ==========	777
print(string.rep("a", 3.0), string.rep("a", "2"), string.rep(1, 2, 0)) --> aaa	aa	101
print(#string.rep("\0", 4, "\0\0")) --> 10
print(string.rep("x", math.mininteger) == "", string.rep("", 1000000000) == "") --> true	true
