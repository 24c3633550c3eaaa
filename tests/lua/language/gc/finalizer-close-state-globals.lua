-- finalizers run as normal functions: may create objects and error is contained
local order = {}
collectgarbage("stop")
local function make()
  setmetatable({}, {__gc = function() order[#order + 1] = "A"; local t = {}; for i = 1, 100 do t[i] = {} end; order[#order + 1] = #t end})
  setmetatable({}, {__gc = function() order[#order + 1] = "B"; pcall(error, "inside") end})
  setmetatable({}, {__gc = function() order[#order + 1] = "C"; setmetatable({}, {__gc = function() order[#order + 1] = "new" end}) end})
end
make()
collectgarbage()
print(table.concat(order, " ")) --> C B A 100
collectgarbage()
print(table.concat(order, " ")) --> C B A 100 new
