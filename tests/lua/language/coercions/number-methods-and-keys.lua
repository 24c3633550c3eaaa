-- numbers are not strings: keys, equality, length
print(10 == "10", 0 == "0", "1" == 1.0) --> false	false	false
local t = {}
t[10] = "int"; t["10"] = "str"; t[10.0] = "same"
print(t[10], t["10"]) --> same	str
local function e(f) return (select(2, pcall(f)):gsub("^[^:]*:%d+: ", "")) end
print(e(function() return #5 end)) --> attempt to get length of a number value
print(e(function() return (5):rep(2) end)) --> attempt to index a number value
print(e(function() return 1 < "2" end)) --> attempt to compare number with string
print(e(function() return "1" < 2 end)) --> attempt to compare string with number
print(e(function() return "a" <= 1.5 end)) --> attempt to compare string with number
print(string.rep(5, 2), string.len(12.0), string.upper(1e100)) --> 55	4	1E+100
