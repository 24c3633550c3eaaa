-- access by name, by integer, by register; long keys
local t, k = ...
local a = t.name, t[1], t[k], t[-3], t[1.5], t[100000]
t.name = k
t[1] = nil
t[k] = "constant"
t[2.5], t.a.b.c = true, t.a[k].c
t["a key of more than forty bytes, which is no name constant"] = 1
upvalue = function() return t.name, t[k] end
