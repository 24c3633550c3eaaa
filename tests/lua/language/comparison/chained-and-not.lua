-- comparison yields booleans, so chaining compares a boolean
local function e(f) return (select(2, pcall(f)):gsub("^[^:]*:%d+: ", "")) end
print(e(function() return 1 < 2 < 3 end)) --> attempt to compare boolean with number
print(e(function() return not 1 < 2 end)) --> attempt to compare boolean with number
print(1 < 2 == true, (1 < 2) == (3 < 4), 1 == 1 == true) --> true	true	true
print(not (1 < 2) == false, 2 > 1 ~= false) --> true	true
print(math.type(1) == "integer" == true, 1 == 2 == false) --> true	true
