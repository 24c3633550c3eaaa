-- 6.9 os.exit: with close = true the state is closed: variables and finalizers run
local t <close> = setmetatable({}, {__close = function() print("closed") end})
local g = setmetatable({}, {__gc = function() print("finalized") end})
print("before") --> before
--> closed
--> finalized
os.exit(0, true)
