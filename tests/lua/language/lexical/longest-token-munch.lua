-- operators are scanned with longest match
print(1 ..2) --> 12
print(2^-3, 2^- -3) --> 0.125	8.0
print(7//2, 1~=2, 5~ ~0) --> 3	true	-6
local t = {[1]=[[x]]}
print(t[1], #t, ({...})[1] == nil) --> x	1	true
print(({load("return 7/ /1", "=c")})[2]) --> c:1: unexpected symbol near '/'
print(({load("return 1 ~ = 2", "=c")})[2]) --> c:1: unexpected symbol near '='
print(({load("return 1 > = 2", "=c")})[2]) --> c:1: unexpected symbol near '='
print(({load("goto a :: b", "=c")})[2]) --> c:1: '::' expected near <eof>
print(({load("return a....b", "=c")})[2]) --> c:1: <eof> expected near '...'
