-- A `__gc` that is no function but can be called is called.
setmetatable({}, {__gc = setmetatable({}, {__call = function() print("called") end})})
collectgarbage()
--> called
