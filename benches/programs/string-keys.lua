-- Tables with computed string keys: counting words, grouping, and changing keys that come and go.

local rounds = tonumber((...)) or 34

local syllables = { "ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu" }
local seed = 7
local function random(limit)
  seed = (seed * 3877 + 29573) % 139968
  return seed % limit + 1
end

local words = {}
for i = 1, 40000 do
  local word = syllables[random(10)] .. syllables[random(10)]
  if random(3) > 1 then
    word = word .. syllables[random(10)] .. syllables[random(4)]
  end
  words[i] = word
end

local distinct, most, checksum = 0, 0, 0
for round = 1, rounds do
  local counts, groups = {}, {}
  for i = 1, #words do
    local word = words[i]
    counts[word] = (counts[word] or 0) + 1
    local initial = word:sub(1, 2)
    local group = groups[initial]
    if not group then
      group = { size = 0 }
      groups[initial] = group
    end
    group.size = group.size + 1
    group[word] = true
  end
  for _, count in pairs(counts) do
    distinct = distinct + 1
    if count > most then
      most = count
    end
  end
  for i = 1, #syllables do
    checksum = (checksum * 7 + groups[syllables[i]].size) % 1000003
  end

  local window = {}
  for i = 1, 40000 do
    window["id" .. i] = i
    if i > 300 then
      window["id" .. i - 300] = nil
    end
  end
  for key, value in pairs(window) do
    checksum = (checksum + value * #key) % 1000003
  end
end
print(string.format("%d %d %d", distinct, most, checksum))
