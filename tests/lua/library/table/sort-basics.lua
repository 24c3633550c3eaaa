-- 6.6 table.sort: default order and comparison functions
local function s(t, f) table.sort(t, f); return table.concat(t, " ") end
print(s{3, 1, 2}, s{}, s{1}, s{2, 1}) --> 1 2 3		1	1 2
print(s{"b", "a", "C", "10", "9"}, s{1.5, 1, -3, 2^53}) --> 10 9 C a b	-3 1 1.5 9.007199254741e+15
print(s({3, 1, 2}, function(a, b) return a > b end)) --> 3 2 1
print(s{5, 3, 5, 1, 3, 5, 1, 1}) --> 1 1 1 3 3 5 5 5
print(s({"ccc", "a", "bb"}, function(a, b) return #a < #b end)) --> a bb ccc
local big = {}
for i = 1, 1000 do big[i] = (i * 7919) % 1009 end
table.sort(big)
local ok = true
for i = 2, #big do ok = ok and big[i - 1] <= big[i] end
print(ok, big[1], big[1000]) --> true	1	1008
for i = 1, 1000 do big[i] = i % 2 end
table.sort(big)
print(big[500], big[501]) --> 0	1
print(select('#', table.sort({2, 1}))) --> 0
print(s({3, 2, 1}, nil)) --> 1 2 3
local mt = {__lt = function(a, b) return a.k < b.k end}
local o = {}
for i, k in ipairs{3, 1, 2} do o[i] = setmetatable({k = k}, mt) end
table.sort(o)
print(o[1].k, o[2].k, o[3].k) --> 1	2	3
