-- 6.1 warn: with "@on" warnings are shown, on standard error; errors in finalizers are warnings
warn("@on")
print(select("#", warn("one ", "and ", 2))) --> 0
warn("@unknown")
setmetatable({}, {__gc = function() error("in a finalizer", 0) end})
setmetatable({}, {__gc = function() error({}) end})
collectgarbage()
warn("@off")
setmetatable({}, {__gc = function() error("nobody sees it") end})
collectgarbage()
print("done") --> done
