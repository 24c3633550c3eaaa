-- what comes next after a large array part that is full to its last element, but not enough to be doubled
local t = {}
for i = 1, 65536 do
  t[i] = i
end
for i = 10001, 40000 do
  t[i] = nil
end
t[65537] = "next"
print(#t == 65537, t[65537], t[65536], t[40000], t[40001]) --> true	next	65536	nil	40001
t[65537] = nil
t[65537] = 1
t[65538] = 2
local n = 0
for _ in pairs(t) do
  n = n + 1
end
print(n) --> 35538
