-- 6.4 error messages when string functions are called as methods
local t = setmetatable({}, {__index = string})
local function msg(f)
  return (select(2, pcall(f)):gsub("^.-:%d+: ", ""))
end
print(msg(function() t:rep(2) end)) --> calling 'rep' on bad self (string expected, got table)
print(msg(function() t:upper() end)) --> calling 'upper' on bad self (string expected, got table)
print(msg(function() t:find("x") end)) --> calling 'find' on bad self (string expected, got table)
print(msg(function() t:format() end)) --> calling 'format' on bad self (string expected, got table)
print(msg(function() ("x"):find({}) end)) --> bad argument #1 to 'find' (string expected, got table)
print(msg(function() ("x"):gsub("x") end)) --> bad argument #2 to 'gsub' (string/function/table expected, got no value)
print(msg(function() ("x"):bad() end)) --> attempt to call a nil value (method 'bad')
print(msg(function() ("x").y.z = 1 end)) --> attempt to index a nil value (field 'y')
print(msg(function() local s = "abc"; s.x = 1 end)) --> attempt to index a string value (local 's')
print(msg(function() local rep = string.rep; rep({}) end)) --> bad argument #1 to 'rep' (string expected, got table)
print(msg(function() local o = {f = string.rep}; o.f() end)) --> bad argument #1 to 'f' (string expected, got no value)
print(msg(function() return #5 end)) --> attempt to get length of a number value
print(("x").rep == string.rep, ("abc").len == string.len, ("abc")[1]) --> true	true	nil
