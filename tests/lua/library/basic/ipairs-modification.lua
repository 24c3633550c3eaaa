-- 6.1 ipairs: sees changes made during the traversal
local t = {1, 2, 3}
for i, v in ipairs(t) do
  if i < 5 then t[i + 3] = v * 2 end
  io.write(i, "=", v, i == 7 and "\n" or " ") --> 1=1 2=2 3=3 4=2 5=4 6=6 7=4
end
t = {1, 2, 3, 4}
local n = 0
for i in ipairs(t) do t[#t] = nil; n = n + 1 end
print(n, #t) --> 2	2
for i, v in ipairs("abc") do print("never") end
print("string done") --> string done
