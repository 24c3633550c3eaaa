-- concatenation takes all operands at once
local a, b, c = ...
local d = a .. b .. c .. "x" .. 1 .. 2.0
local e = (a .. b) .. c
a = a .. b
return a .. f(b .. c)
