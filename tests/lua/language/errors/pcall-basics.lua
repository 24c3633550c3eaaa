-- pcall returns all results, catches everything, nests
print(pcall(function() return 1, nil, 3 end)) --> true	1	nil	3
print(pcall(function() end)) --> true
print(pcall(pcall, error, "x")) --> true	false	x
print(pcall(pcall)) --> false	bad argument #1 to 'pcall' (value expected)
print(pcall(function() return pcall(error, "inner") end)) --> true	false	inner
local ok, e = pcall(function()
  local ok, e = pcall(error, "first", 0)
  error(e .. "+second", 0)
end)
print(ok, e) --> false	first+second
print(pcall(42)) --> false	attempt to call a number value
print(select("#", pcall(function() return nil, nil end))) --> 3
local n = 0
local function f() n = n + 1; if n < 100 then return pcall(f) end error("deep", 0) end
print(select("#", f()), n) --> 100	100
n = 0
print((select(100, f()))) --> deep
