-- Variable numbers of arguments and results: forwarding, `select`, packing and unpacking.

local n = tonumber((...)) or 1100000
local unpack = table.unpack or unpack

local function sum_of(...)
  local sum = 0
  for i = 1, select("#", ...) do
    sum = sum + (select(i, ...))
  end
  return sum
end

local function sum_packed(...)
  local sum, values = 0, { ... }
  for i = 1, #values do
    sum = sum + values[i]
  end
  return sum
end

local function forward(f, ...)
  return f(...)
end

local function swap(first, second, ...)
  return second, first, ...
end

local function count(...)
  return select("#", ...)
end

local function reversed(first, ...)
  if first == nil then
    return
  end
  return first, reversed(...)
end

local checksum = 0
local list = { 1, 2, 3, 4, 5, 6, 7, 8 }
for i = 1, n do
  checksum = checksum + forward(sum_of, i, 2, 3)
  checksum = checksum + sum_packed(swap(i, 5, 6, 7))
  checksum = checksum + count(unpack(list))
  checksum = (checksum + count(i, forward(reversed, 1, 2, 3))) % 1000003
end
print(string.format("%d", checksum))
