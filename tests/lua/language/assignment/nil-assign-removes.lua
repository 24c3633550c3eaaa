-- assigning nil removes the key
local t = {a = 1, b = 2, 10, 20, 30}
t.a = nil
t[3] = nil
print(t.a, #t) --> nil	2
local n = 0
for _ in pairs(t) do n = n + 1 end
print(n) --> 3
t.zzz = nil
print(next({zzz = nil})) --> nil
-- assigning nil to existing fields while traversing is allowed
local big = {}
for i = 1, 100 do big["k" .. i] = i end
for k in pairs(big) do big[k] = nil end
print(next(big)) --> nil
local m = {}
for i = 1, 50 do m[i] = i end
for k, v in pairs(m) do if v % 2 == 0 then m[k] = nil else m[k] = -v end end
local s, c = 0, 0
for _, v in pairs(m) do s = s + v; c = c + 1 end
print(s, c) --> -625	25
