-- not always returns true or false
print(not nil, not false, not true, not 0, not "", not {}, not not 1, not not nil) --> true	true	false	false	false	false	true	false
print(not 1 == 2, not (1 == 2), not nil == true) --> false	true	true
print(not nil and 1, not (nil and 1), not 1 or 2) --> 1	true	2
local x
if not x then print("unset") end --> unset
while not x do x = true end
print(x, not x, not x == false) --> true	false	true
local t = setmetatable({}, {__unm = function() return "unm" end, __len = function() return 0 end})
print(not t) --> false
