-- `string.format` with integers, floats, strings, quoting and padding.

local n = tonumber((...)) or 350000
local format = string.format

local length, checksum = 0, 0
for i = 1, n do
  local a = format("%d: %5d %-6d|%06d", i, i % 1000, i % 77, i)
  local b = format("%s=%s (%10s) %.3s", "key", i, "right", "truncated")
  local c = format("%.2f %8.3f %g %e", i / 7, i / 3, i / 8, i * 1.5)
  local d = format("%x %X %o %c%c", i, i * 3, i % 512, 65 + i % 26, 97 + i % 26)
  length = length + #a + #b + #c + #d
  checksum = (checksum + a:byte(-1) + b:byte(5) + c:byte(3) * 3 + d:byte(-1) * 7) % 1000003
  if i % 10 == 0 then
    length = length + #format("%q", 'a "quoted" \\ text\n')
  end
end
print(format("%d %d", length, checksum))
