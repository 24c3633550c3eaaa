-- 2.4 __index: methods found along chains of tables and other values
local file = setmetatable({}, {__index = io.stdout})
print(file.write == io.stdout.write, (pcall(function() return file:write("x") end))) --> true	false
local text = setmetatable({}, {__index = "abc"})
print(text.len == string.len, pcall(function() return text:nothing() end)) --> true	false	index-chains.lua:5: attempt to call a nil value (method 'nothing')
local number = setmetatable({}, {__index = 5})
print(pcall(function() return number:method() end)) --> false	index-chains.lua:7: attempt to index a number value
print(pcall(function() return number.field end)) --> false	index-chains.lua:8: attempt to index a number value
local loop = {}
setmetatable(loop, {__index = loop})
print(pcall(function() return loop:method() end)) --> false	index-chains.lua:11: '__index' chain too long; possible loop
local long = {method = function() return "found" end}
for i = 1, 50 do long = setmetatable({}, {__index = long}) end
print(long:method(), long.method == nil, long.other) --> found	false	nil
print(setmetatable({}, {__index = function(_, name) return function() return name end end}):anything()) --> anything
local through = setmetatable({}, {__index = setmetatable({}, {__index = function(_, name) return function() return name .. "!" end end})})
print(through:anything()) --> anything!
print(pcall(function() return (5):method() end)) --> false	index-chains.lua:18: attempt to index a number value
debug.setmetatable(5, {__index = {method = function(self) return self + 1 end}})
print((5):method(), (2.5):method()) --> 6	3.5
debug.setmetatable(5, {})
print(pcall(function() return (5):method() end)) --> false	index-chains.lua:22: attempt to index a number value
debug.setmetatable(5, nil)
