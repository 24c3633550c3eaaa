-- the handler runs at the error point; its results are returned
print(xpcall(function() error("E", 0) end, function(m) return "H:" .. m end)) --> false	H:E
print(xpcall(function(...) return select("#", ...), ... end, print, 1, nil, 3)) --> true	3	1	nil	3
print(xpcall(function() error({c = 7}) end, function(m) return m.c, "dropped" end)) --> false	7
print(xpcall(function() local x = nil; x() end, function(m) return (m:gsub("^[^:]*:%d+: ", "")) end)) --> false	attempt to call a nil value (local 'x')
print(xpcall(error, function(m) return m end, nil)) --> false	nil
print(xpcall(function() error("a", 0) end, function() return nil end)) --> false	nil
-- inner pcall shields the outer handler
local calls = 0
print(xpcall(function() pcall(error, "x"); return "fine" end, function() calls = calls + 1 end), calls) --> true	0
-- stack is not unwound yet when the handler runs
local depth
local function lvl() local n = 0; while debug.getinfo(n + 1, "f") do n = n + 1 end return n end
local base = lvl()
xpcall(function() local function d(n) if n == 0 then error("x") end d(n - 1); return end d(5) end, function() depth = lvl() end)
print(depth > base + 6) --> true
local function e(f, ...) return (select(2, pcall(f, ...)):gsub("^[^:]*:%d+: ", "")) end
print(e(xpcall)) --> bad argument #2 to 'xpcall' (function expected, got no value)
print(e(xpcall, print)) --> bad argument #2 to 'xpcall' (function expected, got no value)
