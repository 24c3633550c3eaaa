-- Backtracking over small arrays: every solution of the n queens problem.

local rounds = tonumber((...)) or 2
local n = 12

local rows, rising, falling = {}, {}, {}
for i = 1, 2 * n do
  rows[i], rising[i], falling[i] = true, true, true
end

local solutions, checksum = 0, 0
local placed = {}

local function place(column)
  if column > n then
    solutions = solutions + 1
    for i = 1, n do
      checksum = (checksum * 31 + placed[i]) % 1000003
    end
    return
  end
  for row = 1, n do
    local up, down = row + column - 1, row - column + n
    if rows[row] and rising[up] and falling[down] then
      rows[row], rising[up], falling[down] = false, false, false
      placed[column] = row
      place(column + 1)
      rows[row], rising[up], falling[down] = true, true, true
    end
  end
end

for _ = 1, rounds do
  place(1)
end
print(string.format("%d %d", solutions, checksum))
