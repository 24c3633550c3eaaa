-- 6.6 table.sort: numbers and objects that compare with them, in one table
local function weight(value) return type(value) == "table" and value.weight or value end
local meta = {__lt = function(a, b) return weight(a) < weight(b) end}
local function thing(weight) return setmetatable({weight = weight}, meta) end
local function sorted(values)
  table.sort(values)
  local out = {}
  for i, value in ipairs(values) do out[i] = type(value) == "table" and "<" .. value.weight .. ">" or tostring(value) end
  return table.concat(out, " ")
end
print(sorted {5, thing(3), 4.5, 1, thing(2), 9, 8, thing(7), 6}) --> 1 <2> <3> 4.5 5 6 <7> 8 9
local many = {}
for i = 1, 60 do
  local weight = i * 37 % 61
  many[i] = i % 7 == 0 and thing(weight) or weight
end
print(sorted(many)) --> 1 2 3 4 5 6 7 8 9 10 11 12 13 <14> <15> 16 17 18 19 20 21 22 23 24 25 26 27 28 <29> <30> 31 32 33 34 35 36 37 38 39 40 41 42 43 <44> <45> 46 47 48 49 50 51 52 53 54 55 56 57 58 <59> <60>
-- what does not compare at all stops it
print(pcall(table.sort, {3, 1, "x", 2, 5})) --> false	attempt to compare string with number
print(pcall(table.sort, {3, 1, 4, 1, 5, 9, 2, 6, {}, 5, 3})) --> false	attempt to compare number with table
