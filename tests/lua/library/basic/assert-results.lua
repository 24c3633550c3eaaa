-- 6.1 assert: returns all its arguments, raises the message object unchanged
print(assert(1)) --> 1
print(assert(1, 2, nil, 4)) --> 1	2	nil	4
print(select('#', assert(0, nil, nil))) --> 3
print(assert("s", "unused")) --> s	unused
print(#assert("", "the empty string is true")) --> 0
local t = {}
local ok, e = pcall(assert, nil, t)
print(ok, e == t) --> false	true
ok, e = pcall(function() assert(false, t) end)
print(ok, e == t) --> false	true
print(pcall(assert, false, nil)) --> false	nil
print(pcall(assert, false, 12)) --> false	12
print(math.type(select(2, pcall(assert, nil, 12)))) --> integer
