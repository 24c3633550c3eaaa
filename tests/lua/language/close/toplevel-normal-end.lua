-- variables of the main chunk are closed at its end
local a <close> = setmetatable({}, {__close = function(_, e) print("closing a", e) end})
local b <close> = setmetatable({}, {__close = function(_, e) print("closing b", e) end})
print("last statement") --> last statement
--> closing b	nil
--> closing a	nil
