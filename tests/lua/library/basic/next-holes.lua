-- 6.1 next: gaps at the end of a sequence
local t = {1, 2, 3, 4}
t.x = 5
t[2], t[3], t[4] = nil, nil, nil
print(next(t, 1)) --> x	5
print(next(t, "x"), next(t, 2)) --> nil	x	5
print(pcall(next, t, 100)) --> false	invalid key to 'next'
print(next({}), next({}, nil), (next({nil, nil, 3}))) --> nil	nil	3
print(pcall(next, 5), pcall(next)) --> false	false	bad argument #1 to 'next' (table expected, got no value)
for i = 1, 3 do io.write(tostring(next({i})), " ", tostring(select(2, next({i}))), " ") end
print() --> 1 1 1 2 1 3 
