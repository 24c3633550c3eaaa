-- Numeric `for` over floats: multiplications, divisions and a power.

local n = tonumber((...)) or 28000000

local pi, sign, energy = 0.0, 1.0, 1.0
for x = 1.0, n * 2.0, 2.0 do
  pi = pi + sign / x
  sign = -sign
  energy = energy * 0.999 + (x * 0.5) ^ 2 / (x * x + 1e8)
end
print(string.format("%.9f %.6f", pi * 4, energy))
