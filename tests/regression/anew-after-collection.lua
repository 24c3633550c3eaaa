-- memory limit: 65536
-- builtins begun anew after a collection had used up what they began with: lines were read twice or not at all, a failed
-- io.open gave a file, os.date an empty string at small quanta, and values above a window stayed there after a finalizer
local limit = 65536
-- Garbage, so that there is about this much room.
local function crowd(room)
  collectgarbage()
  local rest = limit - room - 300 - collectgarbage("count") * 1024 // 1
  setmetatable({}, {__gc = function() end})
  local _ = ("x"):rep(rest // 1 | 0)
end
local file = io.tmpfile()
file:write("first line, which is longer than forty bytes, as it is\nsecond line, which is longer than forty bytes too\n12 rest\n")
local wrong = 0
local function expect(ok) if not ok then wrong = wrong + 1 end end
for room = 0, 400, 8 do
  crowd(room)
  expect(io.open("/missing/directory/and/file") == nil)
  crowd(room)
  expect(os.date("!%Y-%m-%d, and some more so that it is long enough", 0):sub(1, 10) == "1970-01-01")
  file:seek("set")
  crowd(room)
  local first, second, number = file:read("l", "l", "n")
  expect(first:sub(1, 5) == "first" and second:sub(1, 6) == "second" and number == 12)
  file:seek("set")
  crowd(room)
  local a, b = file:read({1, 2, 3, 4, 5} and "l", "l")
  expect(a:sub(1, 5) == "first" and b:sub(1, 6) == "second")
  file:seek("set")
  crowd(room)
  expect(#file:read("a") == 113)
end
print(wrong) --> 0
