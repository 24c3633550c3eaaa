-- Numeric `for` over integers: additions, remainders, comparisons between locals.

local n = tonumber((...)) or 60000000

local sum, odd = 0, 0
for i = 1, n do
  sum = (sum + i * 3) % 1000003
  if i % 2 ~= 0 then
    odd = odd + 1
  end
end
print(string.format("%d %d", sum, odd))
