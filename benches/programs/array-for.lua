-- Numeric `for` over arrays: sums, prefix sums, reversal, moving averages, and appending.

local rounds = tonumber((...)) or 36
local size = 300000

local checksum = 0
local list = {}
for i = 1, size do
  list[i] = i * 7 % 1009
end
for round = 1, rounds do
  local sum = 0
  for i = 1, #list do
    sum = sum + list[i]
  end
  local prefix = {}
  local running = 0
  for i = 1, size do
    running = running + list[i]
    prefix[i] = running
  end
  for i = size, 1, -1 do
    if prefix[i] % 2 == 0 then
      sum = sum + i
    end
  end
  for low = 1, size / 2 do
    local high = size + 1 - low
    list[low], list[high] = list[high], list[low]
  end
  local smooth = {}
  for i = 2, size - 1 do
    smooth[#smooth + 1] = (list[i - 1] + list[i] + list[i + 1]) % 1000
  end
  checksum = (checksum * 3 + sum + smooth[round] + smooth[#smooth]) % 1000003
end
print(string.format("%d", checksum))
