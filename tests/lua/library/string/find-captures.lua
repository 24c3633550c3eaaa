-- 6.4 string.find: captures follow the indices
print(("key = value"):find("(%w+)%s*=%s*(%w+)")) --> 1	11	key	value
print(("hello"):find("()ll()")) --> 3	4	3	5
print(("hello"):find("(h)(e)(l)(l)(o)")) --> 1	5	h	e	l	l	o
print(("hello"):find("((h)(e))")) --> 1	2	he	h	e
print(("abc"):find("b()")) --> 2	2	3
print(("  trim me  "):find("^%s*(.-)%s*$")) --> 1	11	trim me
print(("x"):find("(y?)()")) --> 1	0		1
print(select('#', ("abc"):find("(a)(b)(c)")), select('#', ("abc"):find("z"))) --> 5	1
print(("a.b.c"):find("%.", 3), ("hello"):find("^l", 3), ("hello"):find("^h", 2)) --> 4	3	nil
print(("hello"):find("o$"), ("hello"):find("l$"), ("a$b"):find("$b"), ("a^b"):find("a^")) --> 5	nil	2	1	2
