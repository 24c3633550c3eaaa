-- the iterator can be any callable value
local obj = setmetatable({}, {__call = function(self, s, c)
  c = c + 1
  if c <= s then return c end
end})
local sum = 0
for i in obj, 4, 0 do sum = sum + i end
print(sum) --> 10
local function e(f) return (select(2, pcall(f)):gsub("^[^:]*:%d+: ", "")) end
print(e(function() for x in {} do end end)) --> attempt to call a table value (for iterator 'for iterator')
print(e(function() for x in nil do end end)) --> attempt to call a nil value (for iterator 'for iterator')
print(e(function() for x in 3, 4 do end end)) --> attempt to call a number value (for iterator 'for iterator')
print(e(function() local t = {}; for x in t.iter do end end)) --> attempt to call a nil value (for iterator 'for iterator')
