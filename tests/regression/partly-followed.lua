-- found by reading: values of a large table went lost when its array part shrank while it was being followed
local function fill(n)
  local t = {}
  for i = 1, n do t[i] = {i} end
  for i = 1, n do t["k" .. i] = {i} end
  return t
end
local lost = 0
for round = 1, 6 do
  local t = fill(6000)
  collectgarbage()
  collectgarbage("step", 1)
  for i = 6000, 1, -1 do
    t[i] = nil
    for _ = 1, round do local _ = {{}} end
  end
  for i = 1, 6000 do
    local v = t["k" .. i]
    if type(v) ~= "table" or #v ~= 1 or v[1] ~= i then lost = lost + 1 end
  end
end
print(lost) --> 0
-- nor when values move within it
for round = 1, 6 do
  local t = fill(6000)
  collectgarbage()
  for i = 1, 3000 do
    local v = table.remove(t, round)
    for _ = 1, round do local _ = {{}} end
    if i % 3 == 0 then table.insert(t, round, v) end
    if i % 1000 == 0 then table.move(t, 3000, 3900, 10) end
  end
  table.sort(t, function(a, b) local x = {a[1]} return x[1] < b[1] end)
  for i = 1, #t do if type(t[i]) ~= "table" or #t[i] ~= 1 then lost = lost + 1 end end
end
print(lost) --> 0
-- and nothing done to a table keeps a cycle from its end: much less garbage is kept than was made
local t, most = {}, 0
for i = 1, 50000 do t[i] = {i * 7919 % 50021} end
table.sort(t, function(a, b)
  local x, y = {a[1]}, {b[1]}
  most = math.max(most, collectgarbage("count"))
  return x[1] < y[1]
end)
print(most < 20000) --> true
most = 0
for i = 1, 400 do
  table.insert(t, 1, {})
  for _ = 1, 500 do local _ = {{}} end
  table.remove(t, 1)
  most = math.max(most, collectgarbage("count"))
end
print(most < 20000) --> true
