-- 6.1/6.4 tostring: __name is used when there is no __tostring
local t = setmetatable({}, {__name = "My.Type"})
print((tostring(t):gsub("0x%x+", "PTR"))) --> My.Type: PTR
local u = setmetatable({}, {__name = 42})
print((tostring(u):gsub(": .*", ": PTR"))) --> table: PTR
local v = setmetatable({}, {__name = "N", __tostring = function() return "S" end})
print(tostring(v)) --> S
print((tostring({}):gsub(": .*", ": PTR"))) --> table: PTR
print((tostring(print):gsub(": .*", ": PTR"))) --> function: PTR
print((tostring(function() end):gsub(": .*", ": PTR"))) --> function: PTR
print((tostring(coroutine.create(print)):gsub(": .*", ": PTR"))) --> thread: PTR
print(pcall(string.rep, t)) --> false	bad argument #1 to 'string.rep' (string expected, got My.Type)
print(pcall(rawlen, u)) --> true	0
print((select(2, pcall(math.floor, t)))) --> bad argument #1 to 'math.floor' (number expected, got My.Type)
print((select(2, pcall(function() return t + 1 end)):gsub("^.-:%d+: ", ""))) --> attempt to perform arithmetic on a My.Type value (upvalue 't')
print((select(2, pcall(function() return #u < t end)):gsub("^.-:%d+: ", ""))) --> attempt to compare number with My.Type
