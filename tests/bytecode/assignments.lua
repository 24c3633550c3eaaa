-- multiple assignment, its order and adjustment
local a, b, c
a, b = b, a
a, b, c = f()
a, b, c = 1
t[a], t[b] = t[b], t[a]
t.x, t[1], g = 1, nil, ...
