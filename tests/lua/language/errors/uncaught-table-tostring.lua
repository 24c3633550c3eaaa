-- an uncaught error object with __tostring is converted (uncaught)
print("start") --> start
error(setmetatable({}, {__tostring = function() return "object message" end}))
--> error: object message
