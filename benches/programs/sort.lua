-- `table.sort` by `<`: integers, floats and strings, shuffled, sorted and with many equal.

local rounds = tonumber((...)) or 9
local sort = table.sort

local seed = 42
local function random()
  seed = (seed * 3877 + 29573) % 139968
  return seed
end

local checksum = 0
local function check(list)
  for i = 2, #list do
    assert(list[i - 1] <= list[i])
  end
end

for _ = 1, rounds do
  local integers, floats, strings, equal = {}, {}, {}, {}
  for i = 1, 60000 do
    integers[i] = random()
    floats[i] = random() / 1024
    equal[i] = random() % 8
  end
  for i = 1, 20000 do
    strings[i] = "key" .. random()
  end
  sort(integers)
  sort(integers)
  sort(floats)
  sort(equal)
  sort(strings)
  check(integers)
  check(floats)
  check(equal)
  check(strings)
  checksum = (checksum + integers[30000] + floats[30000] * 1024 + equal[30000] + strings[10000]:byte(-1)) % 1000003
end
print(string.format("%d", checksum))
