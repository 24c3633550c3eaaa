-- # on strings counts bytes; on sequences gives the border
print(#"", #"abc", #"\u{20AC}", #"a\0b", #("x"):rep(1000)) --> 0	3	3	3	1000
print(#{}, #{1}, #{1, 2, 3}, #{n = 1}, #{nil}, #{[2] = 1, [3] = 1} == 0) --> 0	1	3	0	0	true
local t = {}
for i = 1, 100 do t[i] = i end
print(#t) --> 100
for i = 100, 51, -1 do t[i] = nil end
print(#t) --> 50
t[#t + 1] = "x"
t[#t + 1] = "y"
print(#t, t[52]) --> 52	y
for i = #t, 1, -1 do t[i] = nil end
print(#t, next(t)) --> 0	nil
local u = {}
for i = 10, 1, -1 do u[i] = i end
print(#u) --> 10
local z = {[0] = 0, [-1] = 1}
print(#z) --> 0
