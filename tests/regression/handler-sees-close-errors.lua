-- Errors in `__close` on the way to an `xpcall` go through its message handler.
local t = setmetatable({}, {__close = function() error("inclose", 0) end})
print(xpcall(function() local x <close> = t error("z", 0) end, function(m) return "H(" .. m .. ")" end))
--> false	H(inclose)
