-- errors inside the message handler
local n = 0
local ok, e = xpcall(function() error("orig", 0) end, function(m) n = n + 1; if n < 3 then error("again" .. n, 0) end return "final " .. m end)
print(ok, e, n) --> false	final again2	3
local ok, e = xpcall(function() error("x") end, function(m) error(m) end)
print(ok, e ~= nil) --> false	true
print(select("#", pcall(function() return xpcall(error, error) end)), (xpcall(error, error))) --> 3	false
local t = setmetatable({}, {__index = function() error("idx", 0) end})
print(xpcall(function() return t.x end, function(m) return "<" .. m .. ">" end)) --> false	<idx>
