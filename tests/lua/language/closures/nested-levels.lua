-- upvalues through several function levels
local a = 1
local function l1()
  local b = 2
  return function()
    local c = 3
    return function()
      a, b, c = a + 1, b + 10, c + 100
      return function() return a, b, c end
    end
  end
end
local f2 = l1()
local f3, g3 = f2(), f2()
local f4, g4 = f3(), g3()
print(f4()) --> 3	22	103
print(g4()) --> 3	22	103
f3()
print(f4()) --> 4	32	203
print(a) --> 4
local function outer(x) return function(y) return function(z) return x + y + z end end end
print(outer(1)(2)(3), outer(10)(20)(30)) --> 6	60
