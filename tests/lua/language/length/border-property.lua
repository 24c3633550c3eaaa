-- for any table, # must be a border
local function isborder(t)
  local n = #t
  return (n == 0 or t[n] ~= nil) and t[n + 1] == nil
end
print(isborder{1, 2, nil, 4}, isborder{nil, 2}, isborder{nil, nil, 3}, isborder{1, nil, 3, nil, 5, nil}) --> true	true	true	true
local t = {}
local bad = 0
local seed = 12345
for i = 1, 500 do
  seed = (seed * 1103515245 + 12345) & 0x7fffffff
  local k = seed % 40 + 1
  if seed & 0x10000 ~= 0 then t[k] = i else t[k] = nil end
  if not isborder(t) then bad = bad + 1 end
end
print(bad) --> 0
local h = {}
for i = 1, 64 do h[i] = true end
for i = 1, 63 do h[i] = nil end
print(isborder(h)) --> true
