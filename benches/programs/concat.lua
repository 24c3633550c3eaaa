-- String building by `..`: short joins of strings and numbers, and a string grown step by step.

local n = tonumber((...)) or 1800000

local length, checksum = 0, 0
local names = { "alpha", "beta", "gamma", "delta", "epsilon" }
for i = 1, n do
  local name = names[i % 5 + 1]
  local joined = name .. "[" .. i .. "]=" .. i % 97 .. ";"
  length = length + #joined
  local short = name .. "." .. name
  checksum = checksum + #short + joined:byte(-2)
end

for _ = 1, n / 4500 do
  local grown = ""
  for i = 1, 600 do
    grown = grown .. "line " .. i .. "\n"
  end
  length = length + #grown
  checksum = checksum + grown:byte(-2)
end
print(string.format("%d %d", length, checksum))
