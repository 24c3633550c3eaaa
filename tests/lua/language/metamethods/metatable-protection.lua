-- __metatable field
local function e(f, ...) return (select(2, pcall(f, ...)):gsub("^[^:]*:%d+: ", "")) end
local t = setmetatable({}, {__metatable = "locked"})
print(getmetatable(t)) --> locked
print(e(setmetatable, t, {})) --> cannot change a protected metatable
print(e(setmetatable, t, nil)) --> cannot change a protected metatable
local u = setmetatable({}, {__metatable = false})
print(getmetatable(u), e(setmetatable, u, {})) --> false	cannot change a protected metatable
print(getmetatable("").__index == string, getmetatable("x") == getmetatable("y")) --> true	true
print(getmetatable(1), getmetatable(nil), getmetatable(print), getmetatable({})) --> nil	nil	nil	nil
print(e(setmetatable, 1, {})) --> bad argument #1 to 'setmetatable' (table expected, got number)
print(e(setmetatable, {}, 1)) --> bad argument #2 to 'setmetatable' (nil or table expected, got number)
print(e(setmetatable, {})) --> bad argument #2 to 'setmetatable' (nil or table expected, got no value)
local m = {}
print(getmetatable(setmetatable({}, m)) == m, getmetatable(setmetatable(setmetatable({}, m), nil))) --> true	nil
