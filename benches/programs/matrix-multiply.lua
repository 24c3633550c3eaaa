-- Arrays of arrays of floats: products of square matrices.

local n = tonumber((...)) or 330

local function matrix(size, scale)
  local rows = {}
  for i = 1, size do
    local row = {}
    for j = 1, size do
      row[j] = ((i * 31 + j * 17) % 101 - 50) * scale
    end
    rows[i] = row
  end
  return rows
end

local function transpose(a, size)
  local rows = {}
  for i = 1, size do
    local row = {}
    for j = 1, size do
      row[j] = a[j][i]
    end
    rows[i] = row
  end
  return rows
end

local function multiply(a, b, size)
  local columns = transpose(b, size)
  local rows = {}
  for i = 1, size do
    local left, row = a[i], {}
    for j = 1, size do
      local right, sum = columns[j], 0.0
      for k = 1, size do
        sum = sum + left[k] * right[k]
      end
      row[j] = sum
    end
    rows[i] = row
  end
  return rows
end

local a, b = matrix(n, 1 / 64), matrix(n, -1 / 32)
local c = multiply(multiply(a, b, n), a, n)
local trace = 0
for i = 1, n do
  trace = trace + c[i][n - i + 1]
end
print(string.format("%.6f %.6f", c[math.floor(n / 2) + 1][math.floor(n / 2) + 1], trace))
