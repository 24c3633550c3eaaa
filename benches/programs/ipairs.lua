-- `ipairs` over long and short arrays.

local rounds = tonumber((...)) or 75

local long, short = {}, {}
for i = 1, 300000 do
  long[i] = i % 1000
end
for i = 1, 30000 do
  short[i] = { i, i + 1, i + 2 }
end

local sum = 0
for _ = 1, rounds do
  for i, value in ipairs(long) do
    sum = sum + value
  end
  for _, list in ipairs(short) do
    for i, value in ipairs(list) do
      sum = sum + i * value
    end
  end
end
print(string.format("%d", sum % 1000003))
