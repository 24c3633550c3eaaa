-- an error in a finalizer only generates a warning; program goes on
local log = {}
local function make()
  setmetatable({}, {__gc = function() log[#log + 1] = "first" end})
  setmetatable({}, {__gc = function() error("in gc") end})
  setmetatable({}, {__gc = function() log[#log + 1] = "last" end})
end
make()
print(pcall(collectgarbage)) --> true	0
table.sort(log)
print(table.concat(log, " ")) --> first last
local function m2() setmetatable({}, {__gc = function(o, x) log[1] = type(o); log[2] = tostring(x); return 1, 2 end}) end
m2()
collectgarbage()
print(log[1], log[2]) --> table	nil
