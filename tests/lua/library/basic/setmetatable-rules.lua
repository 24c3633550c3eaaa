-- 6.1 setmetatable: returns the table; nil removes; protected metatables
local t = {}
print(setmetatable(t, {}) == t) --> true
print(setmetatable(t, nil) == t, getmetatable(t)) --> true	nil
local function msg(f)
  return (select(2, pcall(f)):gsub("^.-:%d+: ", ""))
end
print(msg(function() setmetatable(1, {}) end)) --> bad argument #1 to 'setmetatable' (table expected, got number)
print(msg(function() setmetatable({}) end)) --> bad argument #2 to 'setmetatable' (nil or table expected, got no value)
print(msg(function() setmetatable({}, 1) end)) --> bad argument #2 to 'setmetatable' (nil or table expected, got number)
print(msg(function() setmetatable() end)) --> bad argument #1 to 'setmetatable' (table expected, got no value)
print(msg(function() setmetatable(nil, {}) end)) --> bad argument #1 to 'setmetatable' (table expected, got nil)
local p = setmetatable({}, {__metatable = false})
print(msg(function() setmetatable(p, {}) end)) --> cannot change a protected metatable
print(msg(function() setmetatable(p, nil) end)) --> cannot change a protected metatable
print(getmetatable(p)) --> false
print(pcall(setmetatable, {}, "x")) --> false	bad argument #2 to 'setmetatable' (nil or table expected, got string)
