-- 6.4 string.gsub: replacement strings with %0-%9 and %%
print(("hello world"):gsub("o", "0")) --> hell0 w0rld	2
print(("hello world"):gsub("(%w+)", "<%1>")) --> <hello> <world>	2
print(("hello world"):gsub("%w+", "%0 %0", 1)) --> hello hello world	1
print(("hello world from Lua"):gsub("(%w+)%s*(%w+)", "%2 %1")) --> world hello Lua from	2
print(("100"):gsub("%d", "%%%0"), ("x"):gsub("x", "%%1")) --> %1%0%0	%1	1
print(("abc"):gsub("b", ""), ("abc"):gsub("", "-"), (""):gsub("", "x")) --> ac	-a-b-c-	x	1
print(("abc"):gsub("%w", "%1"), ("abc"):gsub("()", "%1"), ("a b"):gsub("%s", 7)) --> abc	1a2b3c4	a7b	1
print(("abc def"):gsub("%f[%w]%w+", "X"), ("a\0b"):gsub("%z", "0")) --> X X	a0b	1
print(("hello"):gsub("l", "L", 0), ("hello"):gsub("l", "L", -1), ("hello"):gsub("l", "L", 5)) --> hello	hello	heLLo	2
print(("aaa"):gsub("a*", "x"), ("baac"):gsub("a*", "x"), ("abc"):gsub(".-", "x")) --> x	xbxcx	xaxbxcx	4
print(("hello"):gsub("^h", "J"), ("hhh"):gsub("^h", "J"), ("abc"):gsub("c$", "!")) --> Jello	Jhh	ab!	1
print(("a,b"):gsub(",", "%%"), ("x"):gsub(".", "a\0b") == "a\0b", ("x"):gsub("x", 1.5)) --> a%b	true	1.5	1
