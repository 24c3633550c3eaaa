-- clearing and overwriting existing fields during next is allowed
local t = {}
for i = 1, 20 do t[i] = i; t["k" .. i] = i end
local visited = 0
for k, v in pairs(t) do
  visited = visited + 1
  if v % 2 == 0 then t[k] = nil else t[k] = v * 2 end
  collectgarbage("step")
end
print(visited) --> 40
local n, s = 0, 0
for _, v in pairs(t) do n = n + 1; s = s + v end
print(n, s) --> 20	400
local function e(f, ...) return (select(2, pcall(f, ...)):gsub("^[^:]*:%d+: ", "")) end
print(e(next, {1, 2}, "nokey")) --> invalid key to 'next'
print(e(next, {}, 1)) --> invalid key to 'next'
print(next({}), next({5})) --> nil	1	5
print(next({5}, 1)) --> nil
