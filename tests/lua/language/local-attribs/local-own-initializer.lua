-- a local is not visible in its own initializer
local x = 1
local x = x + 1
print(x) --> 2
local f = function() return f end
print(f()) --> nil
local function g() return g end
print(g() == g) --> true
local y = y
print(y) --> nil
local a, b = 1, a
print(a, b) --> 1	nil
local z <const> = z or "outer nil"
print(z) --> outer nil
