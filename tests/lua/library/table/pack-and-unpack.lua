-- 6.6 table.pack and table.unpack
local p = table.pack(1, nil, 3, nil)
print(p.n, p[1], p[2], p[3], #table.pack(), table.pack().n) --> 4	1	nil	3	0	0
print(table.unpack({1, 2, 3})) --> 1	2	3
print(table.unpack({1, 2, 3}, 2)) --> 2	3
print(table.unpack({1, 2, 3}, 2, 3)) --> 2	3
print(table.unpack({1, 2}, 1, 4)) --> 1	2	nil	nil
print(select('#', table.unpack({}, 1, 3)), select('#', table.unpack({}, 3, 1)), select('#', table.unpack({}))) --> 3	0	0
print(table.unpack({[-1] = "a", [0] = "b", "c"}, -1, 1)) --> a	b	c
print(table.unpack({n = 3, "x"}), table.unpack("abc", 1, 2)) --> x	nil	nil
print(table.unpack({1, 2, 3}, "2", 3.0)) --> 2	3
print(table.unpack({"a"}, math.maxinteger, math.maxinteger)) --> nil
print(select('#', table.unpack({}, math.mininteger, math.mininteger + 2))) --> 3
print((table.unpack(setmetatable({}, {__index = function(_, k) return k * 2 end}), 21, 22))) --> 42
