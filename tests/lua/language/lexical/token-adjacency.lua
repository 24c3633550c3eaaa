-- tokens that need no whitespace, and those that do
local a="x"local b='y'print(a,b) --> x	y
print(1 ..2, "x".."y") --> 12	xy
print(({load("return 1..2", "=c")})[2]) --> c:1: malformed number near '1..2'
print(({load("return 3x", "=c")})[2]) --> c:1: malformed number near '3x'
print(({load("local a=1local b=2", "=c")})[2]) --> c:1: malformed number near '1l'
print(({load("return 0xep1", "=c")})[2] or 0xep1) --> 28.0
print(7//2, 8>>1, 1<<3, 5~=4, ~5~3) --> 3	4	8	true	-7
local t={[1]="a";"b",c=3;}print(t[1],t.c) --> b	3
local f=function(...)return...end print(f(1,2)) --> 1	2
print(- -1, not not nil) --> 1	false
if(a)then(print)("parens")end --> parens
