-- 6.1 error: the error of an uncaught error's `__tostring` takes its place
print("start") --> start
error(setmetatable({}, {__tostring = function() error("inner") end}))
--> error: error-uncaught-tostring-fails.lua:3: inner
