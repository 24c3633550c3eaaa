-- __gc must be present when setmetatable is called
local log = {}
local function late() local mt = {}; setmetatable({}, mt); mt.__gc = function() log[#log + 1] = "late" end end
late()
collectgarbage()
print(#log) --> 0
local function placeholder() local mt = {__gc = true}; setmetatable({}, mt); mt.__gc = function() log[#log + 1] = "placeholder" end end
placeholder()
collectgarbage()
print(#log, log[1]) --> 1	placeholder
local function nonfunc() setmetatable({}, {__gc = 5}) end
nonfunc()
collectgarbage()
local function swap() local o = setmetatable({}, {__gc = function() log[#log + 1] = "old" end}); setmetatable(o, {__gc = function() log[#log + 1] = "new" end}) end
swap()
collectgarbage()
print(#log, log[2]) --> 2	new
