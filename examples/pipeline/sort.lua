-- The lines of the input by the number that they begin with, the highest first, then by what follows.
local lines = {}
for line in io.lines() do
  local count, rest = line:match "^(%d+)%s+(.*)$"
  lines[#lines + 1] = { count = tonumber(count), rest = rest }
end
table.sort(lines, function(a, b)
  if a.count ~= b.count then
    return a.count > b.count
  end
  return a.rest < b.rest
end)
for _, line in ipairs(lines) do
  print(line.count, line.rest)
end
