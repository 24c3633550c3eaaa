-- 6.1 next: existing fields may be assigned or cleared during traversal
local t = {}
for i = 1, 50 do t[i] = i; t["k" .. i] = i end
local count, sum = 0, 0
for k, v in next, t do
  count = count + 1
  sum = sum + v
  t[k] = nil
end
print(count, sum, next(t)) --> 100	2550	nil
t = {a = 1, b = 2, c = 3}
for k, v in pairs(t) do t[k] = v * 10 end
print(t.a, t.b, t.c) --> 10	20	30
local k = next({only = true})
local u = {only = 1}
u[k] = nil
print(next(u)) --> nil
