-- global x is _ENV.x
x = 10
print(_ENV.x, _G.x, _G == _ENV, _G._G == _G) --> 10	10	true	true
_G.y = 20
print(y) --> 20
_ENV["z"] = 30
print(z) --> 30
x = nil
print(x, rawget(_G, "x")) --> nil	nil
local k = "dyn"
_G[k] = 1
print(dyn) --> 1
-- replacing the field _G does not change globals
local real = _G
_G = nil
x = 5
print(x, real.x, _G) --> 5	5	nil
real._G = real
