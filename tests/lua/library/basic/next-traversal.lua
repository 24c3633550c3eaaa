-- 6.1 next: first call with nil, end with nil, errors on unknown keys
print(next({})) --> nil
print(select('#', next({}))) --> 1
print(next({10})) --> 1	10
print(next({10}, 1)) --> nil
print(next({10, 20}, 1)) --> 2	20
print(next({x = 1})) --> x	1
print(next({x = 1}, "x")) --> nil
print(next({[2.0] = "two"})) --> 2	two
print(math.type((next({[2.0] = "two"})))) --> integer
print(pcall(next, {}, "nokey")) --> false	invalid key to 'next'
print(pcall(next, {1, 2, 3}, 10)) --> false	invalid key to 'next'
print(pcall(next)) --> false	bad argument #1 to 'next' (table expected, got no value)
print(pcall(next, nil)) --> false	bad argument #1 to 'next' (table expected, got nil)
print(next(setmetatable({}, {__index = {1}}))) --> nil
