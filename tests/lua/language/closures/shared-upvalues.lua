-- closures share the same variable while it is in scope and after
local function counter()
  local n = 0
  return function() n = n + 1; return n end, function() return n end, function(v) n = v end
end
local inc, get, set = counter()
inc() inc()
print(get()) --> 2
set(10)
print(inc(), get()) --> 11	11
local inc2, get2 = counter()
print(get2(), inc2(), get()) --> 0	1	11
local function two()
  local x = 0
  local function a() x = x + 1 return x end
  local function b() x = x * 2 return x end
  a() b() a()
  return a, b, x
end
local a, b, x = two()
print(x, a(), b(), a(), x) --> 3	4	8	9	3
