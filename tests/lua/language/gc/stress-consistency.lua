-- data survives many collections while mutating
local t = {}
for i = 1, 200 do
  t[i] = {i, tostring(i), function() return i end}
  if i % 10 == 0 then collectgarbage() end
  if i % 3 == 0 then t[i - 1] = nil end
  if i % 7 == 0 then collectgarbage("step", 10) end
end
collectgarbage()
local n, s = 0, 0
for i = 1, 200 do local e = t[i]; if e then n = n + 1; s = s + e[1] + tonumber(e[2]) + e[3]() end end
print(n, s) --> 134	40599
local parts = {}
for i = 1, 1000 do parts[#parts + 1] = ("%d"):format(i) .. "-" end
print(#table.concat(parts)) --> 3893
local list
for i = 1, 20000 do list = {next = list, v = i} end
collectgarbage()
local c = 0
while list do c = c + 1; list = list.next end
print(c) --> 20000
