-- 6.4 string.find: init and plain
print(("hello world"):find("wor"), ("hello"):find("l"), ("hello"):find("xyz")) --> 7	3	nil
print(("a.b"):find(".", 1, true), ("a.b"):find(".", 1, false)) --> 2	1	1
print(("a+b"):find("+", 1, true), ("a%d"):find("%d", 1, true)) --> 2	2	3
print(("hello"):find("l", 4), ("hello"):find("l", 5), ("hello"):find("l", -2)) --> 4	nil	4	4
print(("hello"):find("", 1), ("hello"):find("", 6)) --> 1	6	5
print(("hello"):find("", 7), ("hello"):find("", 100), ("hello"):find("", -100)) --> nil	nil	1	0
print((""):find(""), (""):find("", 2), (""):find("x")) --> 1	nil	nil
print(("hello"):find("hello", 1, true), ("hello"):find("hello!", 1, true)) --> 1	nil
print(("a\0b\0c"):find("\0c", 1, true), ("a\0b"):find("\0"), ("a\0b"):find("%z")) --> 4	2	2	2
print(("hello"):find("l+", nil, nil), ("x(y"):find("(", 1, true)) --> 3	2	2
print(("abcabc"):find("c", -3, true), ("abcabc"):find("c", -1, true)) --> 6	6	6
print(("aaab"):find("aab", 1, true), string.find(123456, 34)) --> 2	3	4
