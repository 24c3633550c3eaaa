-- invalid __index values and error names
local function e(f, ...) return (select(2, pcall(f, ...)):gsub("^[^:]*:%d+: ", "")) end
local t = setmetatable({}, {__index = 42})
print(e(function() return t.x end)) --> attempt to index a number value
local u = setmetatable({}, {__index = function(t, k) error("no field " .. k, 0) end})
print(e(function() return u.name end)) --> no field name
print(e(function() return u.name.sub end)) --> no field name
local b = setmetatable({}, {__index = true})
print(e(function() return b.k end)) --> attempt to index a boolean value
local loop = {}
setmetatable(loop, {__index = loop})
print(e(function() return loop.x end)) --> '__index' chain too long; possible loop
local wr = setmetatable({}, {__newindex = 5})
print(e(function() wr.x = 1 end)) --> attempt to index a number value
