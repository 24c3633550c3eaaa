-- __close receives the value and the error object (nil when none)
local n, a1, a2
local obj = setmetatable({}, {__close = function(...) n = select("#", ...); a1, a2 = ... end})
do local x <close> = obj end
print(a1 == obj, a2) --> true	nil
pcall(function() local x <close> = obj; error("oops", 0) end)
print(n, a1 == obj, a2) --> 2	true	oops
pcall(function() local x <close> = obj; error() end)
print(n, a1 == obj, a2) --> 2	true	nil
pcall(function() local x <close> = obj; error({code = 5}) end)
print(a2.code) --> 5
