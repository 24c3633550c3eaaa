-- 6.1 pcall: a stack overflow is an ordinary error
local function loop() return 1 + loop() end
local ok, m = pcall(loop)
print(ok, type(m), m:find("stack overflow", 1, true) ~= nil) --> false	string	true
local depth = 0
local function count() depth = depth + 1; count() end
print((pcall(count)), depth > 1000) --> false	true
print(pcall(function() return "still fine" end)) --> true	still fine
local t = setmetatable({}, {})
getmetatable(t).__index = t
print((pcall(function() return t.x end))) --> false
