-- Coroutines: a token passed around a ring of them, generators by `wrap`, and many short-lived ones.

local laps = tonumber((...)) or 8500
local create, resume, yield, wrap = coroutine.create, coroutine.resume, coroutine.yield, coroutine.wrap

local function station(number)
  return create(function(token)
    while true do
      token = yield((token + number) % 1000003)
    end
  end)
end

local ring = {}
for i = 1, 500 do
  ring[i] = station(i)
end
local token = 1
for _ = 1, laps do
  for i = 1, #ring do
    local _, value = resume(ring[i], token)
    token = value
  end
end

-- The nodes of a tree in order: each level is a generator inside another.
local function walk(low, high)
  return wrap(function()
    if low <= high then
      local middle = math.floor((low + high) / 2)
      for value in walk(low, middle - 1) do
        yield(value)
      end
      yield(middle)
      for value in walk(middle + 1, high) do
        yield(value)
      end
    end
  end)
end

local sum, position = 0, 0
for _ = 1, laps / 100 do
  for value in walk(1, 1000) do
    position = position + 1
    sum = (sum + value * position) % 1000003
  end
end

local born = 0
for i = 1, laps * 40 do
  local child = create(function(a)
    return a + yield(a)
  end)
  resume(child, i)
  local _, result = resume(child, 1)
  born = (born + result) % 1000003
end
print(string.format("%d %d %d", token, sum, born))
