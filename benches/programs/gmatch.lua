-- `string.gmatch`: words, key and value pairs, numbers and lines of a text.

local rounds = tonumber((...)) or 150

local lines = {}
for i = 1, 1000 do
  lines[i] = string.format("entry%d = value%d, weight=%d.%d; # a remark, number %d", i, i * 7, i % 50, i % 10, i)
end
local text = table.concat(lines, "\n") .. "\n"

local words, pairs_found, numbers, bytes = 0, 0, 0, 0
for _ = 1, rounds do
  for word in text:gmatch("%a+") do
    words = words + #word
  end
  for key, value in text:gmatch("(%w+)%s*=%s*(%w+)") do
    pairs_found = pairs_found + #key - #value
  end
  for number in text:gmatch("%d+%.?%d*") do
    numbers = (numbers + tonumber(number) * 10) % 1000003
  end
  for line in text:gmatch("([^\n]*)\n") do
    bytes = bytes + #line
  end
end
print(string.format("%d %d %d %d", words, pairs_found, numbers, bytes))
