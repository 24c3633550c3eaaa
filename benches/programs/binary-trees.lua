-- Allocation and collection: many short-lived trees beside a long-lived one.

local depth_max = tonumber((...)) or 15
local depth_min = 4

local function grow(depth)
  if depth == 0 then
    return {}
  end
  return { grow(depth - 1), grow(depth - 1) }
end

local function count(tree)
  local left = tree[1]
  if left then
    return 1 + count(left) + count(tree[2])
  end
  return 1
end

local long_lived = grow(depth_max)
local checksum = 0
for depth = depth_min, depth_max, 2 do
  local trees = 2 ^ (depth_max - depth + depth_min)
  for _ = 1, trees do
    checksum = checksum + count(grow(depth))
  end
end
print(string.format("%d %d", checksum, count(long_lived)))
