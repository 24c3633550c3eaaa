-- constructors as call arguments and nested indexing
local function id(t) return t end
print(#id{}, #id{1, 2}, id{x = 5}.x, id{{1}}[1][1]) --> 0	2	5	1
print(({10, 20, 30})[2], ({n = "v"}).n, #({...})) --> 20	v	0
print(next({}), type({}), {} == {}) --> nil	table	false
local m = {f = {g = {h = {i = "deep"}}}}
print(m.f.g.h.i, m["f"]["g"].h["i"]) --> deep	deep
print(#{{}, {{}}, {{{}}}}, ({{{7}}})[1][1][1]) --> 3	7
