-- Float arithmetic on locals with an early exit: the Mandelbrot set.

local size = tonumber((...)) or 1100
local limit = 50

local inside, total = 0, 0
for row = 0, size - 1 do
  local ci = 2 * row / size - 1
  for column = 0, size - 1 do
    local cr = 2 * column / size - 1.5
    local zr, zi, rr, ii = 0.0, 0.0, 0.0, 0.0
    local step = 0
    while step < limit and rr + ii <= 4 do
      zi = 2 * zr * zi + ci
      zr = rr - ii + cr
      rr, ii = zr * zr, zi * zi
      step = step + 1
    end
    total = total + step
    if step == limit then
      inside = inside + 1
    end
  end
end
print(string.format("%d %d", inside, total))
