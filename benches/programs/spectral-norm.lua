-- Float loops with a small function called per element: the spectral norm of an infinite matrix's corner.

local n = tonumber((...)) or 700

local function element(i, j)
  local diagonal = i + j - 1
  return 1.0 / (diagonal * (diagonal - 1) * 0.5 + i)
end

local function multiply(input, output)
  for i = 1, n do
    local sum = 0
    for j = 1, n do
      sum = sum + input[j] * element(i, j)
    end
    output[i] = sum
  end
end

local function multiply_transposed(input, output)
  for i = 1, n do
    local sum = 0
    for j = 1, n do
      sum = sum + input[j] * element(j, i)
    end
    output[i] = sum
  end
end

local u, v, between = {}, {}, {}
for i = 1, n do
  u[i], v[i], between[i] = 1, 0, 0
end
for _ = 1, 10 do
  multiply(u, between)
  multiply_transposed(between, v)
  multiply(v, between)
  multiply_transposed(between, u)
end

local dot, square = 0, 0
for i = 1, n do
  dot = dot + u[i] * v[i]
  square = square + v[i] * v[i]
end
print(string.format("%.9f", math.sqrt(dot / square)))
