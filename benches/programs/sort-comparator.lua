-- `table.sort` with a comparator: descending numbers, records by field, records by several fields.

local rounds = tonumber((...)) or 8
local sort = table.sort

local seed = 42
local function random()
  seed = (seed * 3877 + 29573) % 139968
  return seed
end

local function descending(a, b)
  return a > b
end

local function by_age(a, b)
  return a.age < b.age
end

local function by_group_then_name(a, b)
  if a.group ~= b.group then
    return a.group < b.group
  elseif a.name ~= b.name then
    return a.name < b.name
  end
  return a.age < b.age
end

local checksum = 0
for _ = 1, rounds do
  local numbers, records = {}, {}
  for i = 1, 60000 do
    numbers[i] = random()
  end
  for i = 1, 25000 do
    records[i] = { age = random(), group = random() % 20, name = "n" .. random() % 1000 }
  end
  sort(numbers, descending)
  sort(records, by_age)
  local median = records[12500].age
  sort(records, by_group_then_name)
  checksum = (checksum + numbers[30000] + median + records[12500].age) % 1000003
end
print(string.format("%d", checksum))
