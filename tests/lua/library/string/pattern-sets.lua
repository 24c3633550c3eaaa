-- 6.4.1 sets: ranges, complements, special positions of ] ^ -
print(("hello-world"):match("[a-z%-]+"), ("abc]"):match("[]]"), ("abc]"):match("[^]]+")) --> hello-world	]	abc
print(("a^b"):match("[%^]"), ("a^b"):match("[b^]"), ("x-y"):match("[a-]"), ("x-y"):match("[-a]")) --> ^	^	-	-
print(("ABCxyz019"):match("[a-zA-Z]+"), ("_id9 "):match("[_%a][_%w]*")) --> ABCxyz	_id9
print(("0x1F"):match("0[xX](%x+)"), ("tab\there"):match("[^%s]+")) --> 1F	tab
print(("a-c"):gsub("[a%-c]", "."), ("abc"):gsub("[a-a]", ".")) --> ...	.bc	1
print(("x]y"):gsub("[]x]", "."), ("x]y"):gsub("[^]x]", ".")) --> ..y	x].	1
print(("+-*/"):gsub("[+-/]", "#"), ("%d"):match("[%%]d")) --> ##*#	%d
print(("a.b*c"):gsub("[.*]", "!"), ("z"):match("[%a-z]"), ("-"):match("[%a-z]")) --> a!b!c	z	-
print(("\0x\0"):gsub("[\0]", "0"), ("a\0b"):match("[%z]") == "\0") --> 0x0	true
print(("[x]"):match("[[]"), ("[]"):match("[[%]]+"), ("c"):match("[^a-b]")) --> [	[]	c
