-- each operand yields exactly one value
local function two() return 1, 2 end
local function none() end
print((two() or 5), two() and two()) --> 1	1
print(select("#", none() or none()), select("#", none() and 1)) --> 1	1
print(nil or two()) --> 1
local t = {two() and two(), two() or 0}
print(#t) --> 2
local a, b = true and two()
print(a, b) --> 1	nil
print(select("#", (none()))) --> 1
