-- Creation of closures: curried functions, composition, and iterators made of closures.

local n = tonumber((...)) or 1500000

local function add(a)
  return function(b)
    return function(c)
      return a + b + c
    end
  end
end

local function compose(f, g)
  return function(x)
    return g(f(x))
  end
end

local function range(count)
  local at = 0
  return function()
    if at < count then
      at = at + 1
      return at
    end
  end
end

local function map(iterator, f)
  return function()
    local value = iterator()
    if value then
      return f(value)
    end
  end
end

local sum = 0
for i = 1, n do
  sum = sum + add(i)(2)(3)
  local twice = compose(function(x)
    return x * 2
  end, function(x)
    return x - i
  end)
  sum = (sum + twice(i)) % 1000003
end

local last
for value in map(map(range(n), add(1)(2)), compose(add(3)(4), add(5)(6))) do
  last = value
end
print(string.format("%d %d", sum, last))
