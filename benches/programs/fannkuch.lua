-- Reversals of short arrays: the most flips of a pile of pancakes over every permutation.

local rounds = tonumber((...)) or 3
local n = 9

local permutation, pile, rotations = {}, {}, {}

local function flips()
  for i = 1, n do
    pile[i] = permutation[i]
  end
  local count, top = 0, pile[1]
  while top ~= 1 do
    local low, high = 1, top
    while low < high do
      pile[low], pile[high] = pile[high], pile[low]
      low, high = low + 1, high - 1
    end
    count = count + 1
    top = pile[1]
  end
  return count
end

-- The next permutation rotates ever longer prefixes; each prefix of length k rotates k times before k + 1 does.
local function advance()
  for length = 2, n do
    local first = permutation[1]
    for i = 1, length - 1 do
      permutation[i] = permutation[i + 1]
    end
    permutation[length] = first
    rotations[length] = rotations[length] + 1
    if rotations[length] < length then
      return true
    end
    rotations[length] = 0
  end
  return false
end

local most, checksum = 0, 0
for _ = 1, rounds do
  for i = 1, n do
    permutation[i] = i
    rotations[i] = 0
  end
  local sign = 1
  repeat
    local count = flips()
    if count > most then
      most = count
    end
    checksum = checksum + sign * count
    sign = -sign
  until not advance()
end
print(string.format("%d %d", checksum, most))
