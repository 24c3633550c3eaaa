-- 6.7 math.randomseed: returns the two seed components; floats are accepted
print(select('#', math.randomseed())) --> 2
local a, b = math.randomseed()
print(math.type(a), math.type(b)) --> integer	integer
local x = math.random(0)
math.randomseed(a, b)
print(math.random(0) == x) --> true
print(math.randomseed(42)) --> 42	0
print(math.randomseed(5, 6)) --> 5	6
print((pcall(math.randomseed, 1.5)), (pcall(math.randomseed, 2^70))) --> false	false
