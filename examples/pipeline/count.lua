-- How often each line comes in the input, and the line.
local counts = {}
for line in io.lines() do
  counts[line] = (counts[line] or 0) + 1
end
for line, count in pairs(counts) do
  print(count, line)
end
