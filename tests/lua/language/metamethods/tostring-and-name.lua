-- __tostring must return a string; __name is used by tostring
local function e(f, ...) return (select(2, pcall(f, ...)):gsub("^[^:]*:%d+: ", "")) end
local o = setmetatable({}, {__tostring = function(self) return "OBJ" end})
print(o, tostring(o), string.format("%s|%5s", o, o)) --> OBJ	OBJ	OBJ|  OBJ
print(e(tostring, setmetatable({}, {__tostring = function() return 1 end}))) --> 1
print(e(tostring, setmetatable({}, {__tostring = function() end}))) --> '__tostring' must return a string
print(e(print, setmetatable({}, {__tostring = function() error("inside", 0) end}))) --> inside
print((tostring(setmetatable({}, {__name = "My.Type"})):gsub("0x%x+", "ADDR"):gsub(": .*", ""))) --> My.Type
local N = setmetatable({}, {__name = "My.Type"})
print(e(function() return N + 1 end)) --> attempt to perform arithmetic on a My.Type value (upvalue 'N')
print(e(function() return N < 1 end)) --> attempt to compare My.Type with number
print(e(function() return N < N end)) --> attempt to compare two My.Type values
print(e(function() return #5 .. N end)) --> attempt to get length of a number value
print(e(string.rep, N)) --> bad argument #1 to 'string.rep' (string expected, got My.Type)
print(e(function() N() end)) --> attempt to call a My.Type value (upvalue 'N')
