-- mixed integers and floats sort numerically
local t = {2^53, 9007199254740993, 1, 1.5, -0.5, math.mininteger, math.maxinteger, -math.huge, math.huge, 2^63}
table.sort(t)
for _, v in ipairs(t) do print(v) end --> -inf
--> -9223372036854775808
--> -0.5
--> 1
--> 1.5
--> 9.007199254741e+15
--> 9007199254740993
--> 9223372036854775807
--> 9.2233720368548e+18
--> inf
local u = {3, 1.5, "x"}
print((select(2, pcall(table.sort, u)):find("attempt to compare")) ~= nil) --> true
