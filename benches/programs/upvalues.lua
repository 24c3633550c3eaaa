-- Reads and writes of upvalues: counters that share a variable, and a generator that keeps its state in some.

local n = tonumber((...)) or 14000000

local function counter()
  local count, step = 0, 1
  local function increment()
    count = count + step
    return count
  end
  local function set_step(value)
    step = value
  end
  local function get()
    return count
  end
  return increment, set_step, get
end

local function generator(seed)
  local modulus, factor, offset = 139968, 3877, 29573
  return function()
    seed = (seed * factor + offset) % modulus
    return seed
  end
end

local increment, set_step, get = counter()
local random = generator(42)
local total, calls = 0, 0

local function record(value)
  calls = calls + 1
  total = (total + value * calls) % 1000003
end

for i = 1, n do
  increment()
  if i % 1000 == 0 then
    set_step(i / 1000 % 7)
    record(random())
  elseif i % 2 == 0 then
    record(i)
  end
end
print(string.format("%d %d %d", get(), total, calls))
