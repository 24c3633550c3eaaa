-- infinite recursion is an ordinary catchable error
local function rec(n) return 1 + rec(n + 1) end
local ok, e = pcall(rec, 1)
print(ok, e:find("stack overflow", 1, true) ~= nil) --> false	true
local depth = 0
local function d() depth = depth + 1; d() depth = depth end
print(pcall(d) == false, depth > 1000) --> true	true
local t = setmetatable({}, {__index = function(t, k) return t[k + 1] end})
ok, e = pcall(function() return t[1] end)
print(ok, e:find("overflow", 1, true) ~= nil) --> false	true
local function g() return pcall(g) end
print(type(g())) --> boolean
print(pcall(rec, 1) == false, pcall(function() return "still works" end)) --> true	true	still works
local s = setmetatable({}, {__tostring = function(s) return tostring(s) end})
ok, e = pcall(tostring, s)
print(ok, e:find("overflow", 1, true) ~= nil) --> false	true
ok, e = pcall(function() local function f(x) return (x:gsub(".", f)) end f("a") end)
print(ok, e:find("overflow", 1, true) ~= nil) --> false	true
