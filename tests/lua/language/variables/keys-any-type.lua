-- any value except nil and NaN can be a key; identity for reference types
local f, co, k = print, coroutine.create(print), {}
local t = {[f] = 1, [co] = 2, [k] = 3, [true] = 4, [false] = 5, [1.5] = 6, [""] = 7}
print(t[f], t[co], t[k], t[true], t[false], t[1.5], t[""]) --> 1	2	3	4	5	6	7
print(t[{}], t[function() end]) --> nil	nil
t[t] = t
print(t[t][t] == t) --> true
local n = 0
for _ in pairs(t) do n = n + 1 end
print(n) --> 8
t[k] = nil
print(t[k], rawlen(t)) --> nil	0
