-- only numbers with numbers and strings with strings
local function e(f) return (select(2, pcall(f)):gsub("^[^:]*:%d+: ", "")) end
print(e(function() return 1 < "1" end)) --> attempt to compare number with string
print(e(function() return {} < {} end)) --> attempt to compare two table values
print(e(function() return nil < 1 end)) --> attempt to compare nil with number
print(e(function() return 1 < nil end)) --> attempt to compare number with nil
print(e(function() return true <= false end)) --> attempt to compare two boolean values
print(e(function() return print < print end)) --> attempt to compare two function values
print(e(function() return {} >= 1 end)) --> attempt to compare number with table
print(e(function() return "a" > {} end)) --> attempt to compare table with string
print(e(function() return nil > nil end)) --> attempt to compare two nil values
print(e(function() local t = {}; return t <= t end)) --> attempt to compare two table values
print(e(function() return coroutine.create(print) < 1 end)) --> attempt to compare thread with number
