-- 6.4 string.match: whole match or captures, init, failure
print(("hello 42 world"):match("%d+"), ("hello"):match("%d+")) --> 42	nil
print(("k=v"):match("(%w)=(%w)"), ("2024-01-15"):match("(%d+)-(%d+)-(%d+)")) --> k	2024	01	15
print(("hello"):match(".", 3), ("hello"):match(".", -1), ("hello"):match("^l", 3)) --> l	o	l
print(#("hello"):match(".-"), ("hello"):match(".*")) --> 0	hello
print(("  x"):match("^%s*$"), ("   "):match("^%s*$") == "   ") --> nil	true
print(("hello"):match("", 6) == "", ("hello"):match("", 7)) --> true	nil
print(("abc"):match("()"), ("abc"):match("()", 3), ("abc"):match("a()b()")) --> 1	3	2	3
print(math.type(("abc"):match("()")), type(("12"):match("%d+"))) --> integer	string
print(("[[x]]"):match("%[%[(.-)%]%]"), ("a,b,,c"):match("^(.-),(.-),(.-),(.*)$")) --> x	a	b		c
print(("foo.bar"):match("^(.*)%.(.*)$"), ("/usr/bin/lua"):match("([^/]*)$")) --> foo	lua
print((" a b "):match("^%s*(.-)%s*$") .. "|") --> a b|
