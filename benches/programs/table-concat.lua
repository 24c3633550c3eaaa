-- String building by `table.concat`: long lists of short pieces, and many short lists with separators.

local rounds = tonumber((...)) or 14
local concat = table.concat

local checksum = 0
for round = 1, rounds do
  local pieces = {}
  for i = 1, 120000 do
    pieces[#pieces + 1] = "item"
    pieces[#pieces + 1] = i + round
  end
  local text = concat(pieces, " ")
  checksum = checksum + #text + text:byte(-1)

  for i = 1, 60000 do
    local row = { i, "name", i * 2, "value", "end" }
    local line = concat(row, ",", 1, 5)
    checksum = checksum + #line + line:byte(1)
  end
end
print(string.format("%d", checksum))
