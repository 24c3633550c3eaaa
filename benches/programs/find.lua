-- `string.find` and `string.match`: plain searches, character classes, captures, balanced pairs, backtracking.

local rounds = tonumber((...)) or 18

local lines = {}
for i = 1, 2000 do
  lines[i] = string.format("2024-%02d-%02d host%d app[%d]: user=%s code=%d (call(%d) done)",
    i % 12 + 1, i % 28 + 1, i % 9, i * 3, i % 2 == 0 and "ann" or "bob", i % 600, i)
end
local text = table.concat(lines, "\n")

local plain, dates, codes, balanced, at_end = 0, 0, 0, 0, 0
for _ = 1, rounds do
  local from = 1
  while true do
    local first, last = text:find("app[", from, true)
    if not first then
      break
    end
    plain = (plain + first) % 1000003
    from = last + 1
  end
  for i = 1, #lines do
    local line = lines[i]
    local year, month, day = line:match("^(%d+)-(%d+)-(%d+)")
    dates = (dates + year * month + day) % 1000003
    local _, _, user, code = line:find("user=(%a+)%s+code=(%d+)")
    codes = (codes + #user * code) % 1000003
    balanced = balanced + #line:match("%b()")
    if line:find("done%)$") then
      at_end = at_end + line:find("host", 1, true)
    end
    if line:find(".-code=.*missing") then
      at_end = at_end + 1
    end
  end
end
print(string.format("%d %d %d %d %d", plain, dates, codes, balanced, at_end))
