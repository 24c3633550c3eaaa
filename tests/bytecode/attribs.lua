-- compile-time constants
local max <const>, name <const>, truth <const> = 100, "text", true
local computed <const> = max + 1
print(max, name, truth, computed)
return function(x) return x < max and name end
