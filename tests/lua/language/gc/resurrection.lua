-- a finalizer can resurrect its object; it runs again only if re-marked
local saved, n = nil, 0
local mt
mt = {__gc = function(o) n = n + 1; saved = o end}
local function make() setmetatable({val = "alive"}, mt) end
make()
collectgarbage()
print(n, saved.val) --> 1	alive
saved = nil
collectgarbage()
collectgarbage()
print(n, saved) --> 1	nil
mt.__gc = function(o) n = n + 1; if n < 5 then setmetatable(o, mt) end end
make()
for i = 1, 6 do collectgarbage() end
print(n) --> 5
