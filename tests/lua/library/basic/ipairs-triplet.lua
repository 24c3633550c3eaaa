-- 6.1 ipairs: returns an iterator function, the value, and 0
local t = {5}
local f, s, c, extra = ipairs(t)
print(type(f), s == t, c, extra) --> function	true	0	nil
print(select('#', ipairs(t))) --> 3
print(f(t, 0)) --> 1	5
print(f(t, 1)) --> nil
print(f({1, 2, 3}, 2)) --> 3	3
print(ipairs({}) == f) --> true
print(select(2, ipairs(7)), (select(3, ipairs(7)))) --> 7	0
print(pcall(ipairs)) --> false	bad argument #1 to 'ipairs' (value expected)
print((select(2, pcall(function() for i in ipairs() do end end)):gsub("^.-:%d+: ", ""))) --> bad argument #1 to 'ipairs' (value expected)
print((pcall(ipairs, nil)), (select(3, pcall(ipairs, nil)))) --> true	nil
