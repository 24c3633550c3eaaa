-- 6.1 assert: an uncaught assertion with an object that has __tostring
print("start") --> start
assert(true, "fine")
assert(nil, setmetatable({}, {__tostring = function() return "the end" end}))
print("unreachable")
--> error: the end
