-- finalizers run in reverse order of marking
local log = {}
local function mk(n) setmetatable({}, {__gc = function() log[#log + 1] = n end}) end
local function make() for i = 1, 5 do mk(i) end end
collectgarbage("stop")
make()
collectgarbage()
print(table.concat(log, " ")) --> 5 4 3 2 1
log = {}
collectgarbage()
print(#log) --> 0
-- the order is that of setmetatable, not of creation
local function make2()
  local o = {}
  for i = 1, 4 do o[i] = {} end
  for _, i in ipairs{2, 4, 1, 3} do setmetatable(o[i], {__gc = function() log[#log + 1] = "o" .. i end}) end
end
make2()
collectgarbage()
print(table.concat(log, " ")) --> o3 o1 o4 o2
log = {}
collectgarbage("restart")
local a = setmetatable({}, {__gc = function(o) log[#log + 1] = o.name end})
a.name = "a"
a = nil
collectgarbage()
collectgarbage()
print(table.concat(log, " ")) --> a
