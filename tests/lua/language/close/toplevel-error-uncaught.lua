-- variables of the main chunk are closed when the program ends with an error (uncaught)
local log = {}
local a <close> = setmetatable({}, {__close = function(_, e) print("closing a", type(e), table.concat(log)) end})
local b <close> = setmetatable({}, {__close = function(_, e) log[1] = "b"; print("closing b", e ~= nil) end})
print("raising") --> raising
error("final", 0)
--> closing b	true
--> closing a	string	b
--> error: final
