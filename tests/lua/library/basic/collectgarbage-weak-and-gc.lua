-- 6.1/2.5 a full collection clears weak entries and runs finalizers
local weak = setmetatable({}, {__mode = "v"})
weak[1] = {}
weak[2] = "string stays"
weak.k = {}
local keep = {}
weak.keep = keep
collectgarbage()
print(weak[1], weak[2], weak.k, weak.keep == keep) --> nil	string stays	nil	true
local log = {}
for i = 1, 3 do
  setmetatable({}, {__gc = function() log[#log + 1] = i end})
end
collectgarbage()
print(table.concat(log, " ")) --> 3 2 1
local eph = setmetatable({}, {__mode = "k"})
do local k = {}; eph[k] = {k} end
collectgarbage()
print(next(eph)) --> nil
