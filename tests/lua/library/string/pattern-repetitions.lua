-- 6.4.1 pattern items: * + - ? are greedy or lazy for single classes only
print(("aaa"):match("a*"), ("aaa"):match("a+"), ("aaa"):match("a-") == "", ("aaa"):match("a?")) --> aaa	aaa	true	a
print(("aaab"):match("a-b"), ("b"):match("a*b"), ("b"):match("a+b"), ("b"):match("a?b")) --> aaab	b	nil	b
print(("<<a>>"):match("<(.-)>"), ("<<a>>"):match("<(.*)>"), ("<a><b>"):match("<(.-)>")) --> <a	<a>	a
print(("ab12cd"):match("%a*%d*"), ("color colour"):gsub("colou?r", "C")) --> ab12	C C	2
print(("(ab)*"):match("(ab)*"), ("ab*"):match("(ab)*")) --> nil	ab
print(("aaa"):match("^(a-)$"), ("aaa"):match("^(a*)(a*)$"), ("aaa"):match("^(a-)(a*)$")) --> aaa	aaa		aaa
print(("*+-?"):match("%*%+%-%?"), ("a*"):match("a%*"), ("*a"):match("*a"), ("+a"):find("^+")) --> *+-?	a*	*a	1	1
print(("xyz"):match("x?y?z?q?"), ("[[a]]"):match("%[*"), #("x"):rep(8):match(("x?"):rep(8) .. ("x"):rep(8))) --> xyz	[[	8
print(("hello world from lua"):match("^(%w+) .- (%w+)$")) --> hello	lua
