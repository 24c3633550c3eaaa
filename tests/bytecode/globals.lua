-- globals, and a local environment
x = y
x.y = z.w
local _ENV = {print = print}
print(x)
y = function() return z end
