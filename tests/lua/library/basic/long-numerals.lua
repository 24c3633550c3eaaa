-- 3.4.3 strings beyond what is read in one step, as numbers
local zeros = ("0"):rep(70000)
print((zeros .. "7") + 0, -(zeros .. "7"), (zeros .. "7") * "2") --> 7	-7	14
print(tonumber(zeros .. ".5e1"), tonumber("  -0x" .. zeros .. "ff  "), tonumber("0." .. zeros .. "1e70001")) --> 5.0	-255	1.0
print(tonumber(zeros .. "x"), tonumber((" "):rep(70000)), tonumber("1" .. (" "):rep(70000))) --> nil	nil	1
print(tonumber("-" .. zeros .. "z ", 36), tonumber(zeros .. "2", 2), tonumber(("1"):rep(70000)) == math.huge) --> -35	nil	true
print(math.floor(zeros .. "7.9"), math.tointeger(zeros .. "7"), ("ab"):rep(zeros .. "2")) --> 7	7	abab
print(string.format("%d %s %.1f", zeros .. "7", "a", zeros .. "8"), string.char(65, zeros .. "66", 67)) --> 7 a 8.0	ABC
print(string.pack("b", zeros .. "65"), utf8.char(65, zeros .. "66"), pcall(math.floor, zeros .. "x")) --> A	AB	false	bad argument #1 to 'math.floor' (number expected, got string)
print(pcall(function() return (zeros .. "x") + 1 end)) --> false	long-numerals.lua:10: attempt to add a 'string' with a 'number'
print(getmetatable("").__add(zeros .. "1", setmetatable({}, {__add = function(a, b) return #a end}))) --> 70001
