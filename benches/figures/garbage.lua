-- 10^6 small tables stay alive in arrays while 10^7 others are made and dropped.

local rows = {}
for i = 1, 1000 do
  local row = {}
  for j = 1, 1000 do
    row[j] = { i, j }
  end
  rows[i] = row
end

local sum = 0
for i = 1, 10000000 do
  local dropped = { i, i }
  sum = sum + dropped[1]
end
print(string.format("%d %d", sum, #rows))
