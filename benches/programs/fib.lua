-- Calls: doubly recursive Fibonacci numbers through a local function.

local n = tonumber((...)) or 36

local function fib(k)
  if k < 2 then
    return k
  end
  return fib(k - 1) + fib(k - 2)
end

print(string.format("%d", fib(n)))
