-- names: letters, digits, underscores; case matters; keywords are case-sensitive
local And, AND, _, __, _1, a_b, End = 1, 2, 3, 4, 5, 6, 7
print(And, AND, _, __, _1, a_b, End) --> 1	2	3	4	5	6	7
local goto_, gotox = "g", "h"
print(goto_, gotox) --> g	h
print(({load("local and = 1", "=c")})[2]) --> c:1: <name> expected near 'and'
print(({load("local 1a = 1", "=c")})[2]) --> c:1: malformed number near '1a'
print(({load("x.end = 1", "=c")})[2]) --> c:1: <name> expected near 'end'
print(({load("local t = {while = 1}", "=c")})[2]) --> c:1: unexpected symbol near 'while'
print(({["while"] = 1})["while"]) --> 1
-- 5.4 has no special status for these
local const, close, attrib, integer = 1, 2, 3, 4
print(const + close + attrib + integer) --> 10
