-- `while`, `repeat` and `break` over integers: Euclid's algorithm, square roots by subtraction, and a search.

local n = tonumber((...)) or 3500

local divisors, roots, tried = 0, 0, 0
local a = 1
while a <= n do
  local b = 1
  while b <= a do
    local x, y = a, b
    while y ~= 0 do
      x, y = y, x % y
    end
    divisors = divisors + x
    b = b + 1
  end

  local rest, step = a * 7919, 1
  repeat
    rest = rest - step
    step = step + 2
  until rest < step
  roots = roots + step

  local candidate = 0
  while true do
    candidate = candidate + 1
    if candidate * candidate % 1009 == a % 1009 or candidate > 1009 then
      break
    end
  end
  tried = tried + candidate
  a = a + 1
end
print(string.format("%d %d %d", divisors, roots, tried))
