-- Protected calls: successful ones, errors with strings and with tables, nested, and `xpcall` with a handler.

local n = tonumber((...)) or 1200000

local function half(x)
  if x % 2 ~= 0 then
    error("odd", 0)
  end
  return x / 2
end

local Failure = {}

local function check(x)
  if x % 5 == 0 then
    error(Failure)
  end
  return x
end

local function nested(x)
  local fine, result = pcall(check, x)
  if not fine then
    error(result, 0)
  end
  return result
end

local function index(x)
  return x.field
end

local function handler(message)
  return #message
end

local sum, failures = 0, 0
for i = 1, n do
  local fine, result = pcall(half, i)
  if fine then
    sum = sum + result
  else
    failures = failures + #result
  end

  fine, result = pcall(nested, i)
  if fine then
    sum = sum + result
  elseif result == Failure then
    failures = failures + 1
  end

  for j = 1, 3 do
    local _, a, b = pcall(math.max, i, j)
    sum = (sum + a) % 1000003
  end

  if i % 10 == 0 then
    fine = xpcall(index, handler, nil)
    if not fine then
      failures = failures + 1
    end
  end
end
print(string.format("%d %d", sum, failures))
