-- locals captured before a tail call survive it
local saved
local function use(f) saved = f; return f() end
local function mk(x)
  local y = x * 2
  return use(function() y = y + 1; return x, y end)
end
print(mk(10)) --> 10	21
print(saved()) --> 10	22
mk(20)
print(saved()) --> 20	42
local list = {}
local function step(n)
  local v = n
  list[#list + 1] = function() return v end
  if n == 0 then return #list end
  return step(n - 1)
end
print(step(5), list[1](), list[6]()) --> 6	5	0
