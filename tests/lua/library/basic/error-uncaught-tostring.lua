-- 6.1 error: an uncaught object with __tostring is shown through it
print("before") --> before
error(setmetatable({}, {__tostring = function(o) return "my object" end}))
--> error: my object
