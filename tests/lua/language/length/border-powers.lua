-- 3.4.7 the length of a table with holes: any border will do, the largest integer too
local t = {}
for i = 0, 62 do t[1 << i] = true end
print(#t > 0, t[#t], t[#t + 1]) --> true	true	nil
t[math.maxinteger] = true
print(#t == math.maxinteger or t[#t + 1] == nil, t[#t]) --> true	true
local u = {}
for i = 1, 100 do u["k" .. i] = i end
for i = 100, 1, -1 do u[i] = i end
print(#u) --> 100
for _, n in ipairs {1, 2, 3, 5, 8, 13, 21, 34, 55, 89} do
  local v = {x = 1, y = 2, z = 3}
  for i = n, 1, -1 do v[i] = i end
  io.write(#v, " ")
end
print() --> 1 2 3 5 8 13 21 34 55 89 
