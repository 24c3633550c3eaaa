-- t.name is t["name"]; keys with other characters need brackets
local t = {}
t.x = 1
t["x"] = t["x"] + 1
t["a b"] = 3
t["end"] = 4
t[""] = 5
print(t.x, t["x"], t["a b"], t["end"], t[""]) --> 2	2	3	4	5
t.n = {}
t.n.m = {}
t.n.m.k = "deep"
print(t["n"]["m"]["k"], t.n["m"].k) --> deep	deep
print(("x").len == string.len, t . x, t --> true	2	2
  .x)
