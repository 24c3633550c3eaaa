-- A finalizer that yields fails (with a warning), and later finalizers still run.
coroutine.wrap(function() setmetatable({}, {__gc = function() coroutine.yield() end}) collectgarbage() end)()
local n = 0
for _ = 1, 10 do setmetatable({}, {__gc = function() n = n + 1 end}) end
collectgarbage()
print(n) --> 10
