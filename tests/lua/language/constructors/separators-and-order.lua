-- trailing separators; positional fields count from 1 whatever lies between
local t = {"a", x = 1, "b", [100] = 2, "c"; y = 3; "d",}
print(t[1], t[2], t[3], t[4], t[5], t.x, t[100], t.y) --> a	b	c	d	nil	1	2	3
print(#{1,}, #{1;}, #{1, 2; 3;}) --> 1	1	3
print(load"return {,}" == nil, load"return {1,,2}" == nil, load"return {;}" == nil) --> true	true	true
local k = "key"
local u = {k = 1, [k] = 2, [k .. "2"] = 3, [1 + 1] = 4, [1.0] = 5}
print(u.k, u.key, u.key2, u[2], u[1]) --> 1	2	3	4	5
local v = {[1] = "explicit", "positional"}
print(v[1]) --> positional
local w = {x = 1, ["x"] = 2}
print(w.x ~= nil) --> true
