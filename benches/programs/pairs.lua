-- `pairs` and `next` over arrays, records and sets; the order may differ, so sums don't depend on it.

local rounds = tonumber((...)) or 50

local array, set, records = {}, {}, {}
for i = 1, 100000 do
  array[i] = i % 1000
end
for i = 1, 50000 do
  set["key" .. i] = i
end
for i = 1, 20000 do
  records[i] = { id = i, left = i - 1, right = i + 1, weight = i % 13 }
end

local sum = 0
for _ = 1, rounds do
  for key, value in pairs(array) do
    sum = sum + value
  end
  for _, value in pairs(set) do
    sum = sum + value
  end
  for _, record in pairs(records) do
    for _, value in pairs(record) do
      sum = sum + value
    end
  end
  local key, value = next(set)
  while key do
    sum = sum - value
    key, value = next(set, key)
  end
  sum = sum % 1000003
end
print(string.format("%d", sum))
