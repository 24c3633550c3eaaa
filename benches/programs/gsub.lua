-- `string.gsub` with a string, a table and a function for replacement, anchors and captures.

local rounds = tonumber((...)) or 260

local lines = {}
for i = 1, 400 do
  lines[i] = "  The quick brown $animal" .. i % 7 .. " jumps <b>over</b> " .. i .. " lazy dogs & cats;  "
end
local text = table.concat(lines, "\n")

local animals = { animal1 = "fox", animal2 = "wolf", animal3 = "hare", animal4 = "cat" }
local entities = { ["<"] = "&lt;", [">"] = "&gt;", ["&"] = "&amp;" }

local function double(number)
  return number * 2
end

local length, count, checksum = 0, 0, 0
for _ = 1, rounds do
  local result, made = text:gsub("lazy", "eager")
  length, count = length + #result, count + made
  result, made = text:gsub("%$(%w+)", animals)
  length, count = length + #result, count + made
  result, made = text:gsub("[<>&]", entities)
  length, count = length + #result, count + made
  result, made = text:gsub("(%w+) (%w+)", "%2 %1")
  length, count = length + #result, count + made
  checksum = (checksum * 31 + result:byte(20) + result:byte(-10)) % 1000003
  result, made = text:gsub("%f[%d]%d+", double)
  length, count = length + #result, count + made
  for i = 1, #lines do
    result, made = lines[i]:gsub("^%s+", ""):gsub("%s+$", "")
    length, count = length + #result, count + made
  end
end
print(string.format("%d %d %d", length, count, checksum))
