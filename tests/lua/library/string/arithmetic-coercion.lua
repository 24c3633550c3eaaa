-- 6.4 the string metatable gives arithmetic on numeric strings
print("10" + 5, "3" * "4", "7" // 2, "7" / 2, "2" ^ "3") --> 15	12	3	3.5	8.0
print("10" % "3", -"2", -"2.0", "0x10" + 0, " 5 " + 1) --> 1	-2	-2.0	16	6
print("1e1" + 0, math.type("10" + 0), math.type("10.0" + 0)) --> 10.0	integer	float
print(10 .. 20, 1.0 .. "", -0.0 .. "") --> 1020	1.0	-0.0
local function msg(f)
  return (select(2, pcall(f)):gsub("^.-:%d+: ", ""))
end
print(msg(function() return "a" + 1 end)) --> attempt to add a 'string' with a 'number'
print(msg(function() return 1 - "b" end)) --> attempt to sub a 'number' with a 'string'
print(msg(function() return "a" * {} end)) --> attempt to mul a 'string' with a 'table'
print(msg(function() return {} * "a" end)) --> attempt to mul a 'table' with a 'string'
print(msg(function() return -"x" end)) --> attempt to unm a 'string' with a 'string'
print(msg(function() return "7" | 0 end)) --> attempt to perform bitwise operation on a string value (constant '7')
print(msg(function() return "x" | 0 end)) --> attempt to perform bitwise operation on a string value (constant 'x')
print(msg(function() return "10" < 5 end)) --> attempt to compare string with number
print(setmetatable({}, {__add = function(a, b) return "mm " .. tostring(b) end}) + "x") --> mm x
print("x" + setmetatable({}, {__add = function(a, b) return "mm2 " .. a end})) --> mm2 x
local smt = getmetatable("")
print(type(smt.__add), type(smt.__unm), type(smt.__concat), type(smt.__lt), type(smt.__bor)) --> function	function	nil	nil	nil
