-- Array reads and writes: the sieve of Eratosthenes.

local rounds = tonumber((...)) or 8
local limit = 2000000

local function count_primes()
  local composite = {}
  for i = 1, limit do
    composite[i] = false
  end
  local count = 0
  for i = 2, limit do
    if not composite[i] then
      count = count + 1
      for multiple = i * i, limit, i do
        composite[multiple] = true
      end
    end
  end
  return count
end

local total = 0
for _ = 1, rounds do
  total = total + count_primes()
end
print(string.format("%d", total))
