-- nested coroutines and recursion inside coroutines
local function nest(n)
  if n == 0 then return "bottom" end
  return (coroutine.wrap(function() return nest(n - 1) end)())
end
print(nest(50)) --> bottom
local ok, m = pcall(nest, 100000)
print(ok, m:find("overflow", 1, true) ~= nil) --> false	true
local function perm(a, n)
  n = n or #a
  if n <= 1 then coroutine.yield(a) else
    for i = 1, n do a[n], a[i] = a[i], a[n]; perm(a, n - 1); a[n], a[i] = a[i], a[n] end
  end
end
local c = 0
for p in coroutine.wrap(function() perm{1, 2, 3, 4, 5} end) do c = c + 1 end
print(c) --> 120
local function tree(n) if n > 0 then tree(n - 1); coroutine.yield(n); tree(n - 1) end end
local s = {}
for v in coroutine.wrap(function() tree(3) end) do s[#s + 1] = v end
print(table.concat(s)) --> 1213121
local co = coroutine.create(function() local function d(n) if n == 0 then coroutine.yield("deep") return 0 end return 1 + d(n - 1) end return d(5000) end)
print(coroutine.resume(co)) --> true	deep
print(coroutine.resume(co)) --> true	5000
