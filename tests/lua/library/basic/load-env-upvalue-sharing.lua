-- 6.1 load: each loaded chunk has fresh upvalues; dumped functions lose theirs
local a = 10
local function f() a = a + 1; return a end
local g = load(string.dump(f), "=g", "b")
print((pcall(g))) --> false
debug.setupvalue(g, 1, 100)
print(g(), g(), a) --> 101	102	10
print(f(), a) --> 11	11
local h = load(string.dump(function() return print == nil, a end))
print(debug.getupvalue(h, 1), type(select(2, debug.getupvalue(h, 1)))) --> _ENV	table
local two = load(string.dump(function() return a, print end), "=two", "b", "ENV!")
print(debug.getupvalue(two, 1)) --> a	ENV!
print(debug.getupvalue(two, 2)) --> _ENV	nil
