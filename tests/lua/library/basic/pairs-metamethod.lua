-- 6.1 pairs: __pairs supplies the first three results
local t = setmetatable({1, 2}, {__pairs = function(o)
  return function(_, k) if not k then return "one", 1 elseif k == "one" then return "two", 2 end end, o, nil, "dropped"
end})
for k, v in pairs(t) do print(k, v) end --> one	1
--> two	2
print(select('#', pairs(t))) --> 3
local u = setmetatable({}, {__pairs = function() end})
print(pairs(u)) --> nil	nil	nil
print(select('#', pairs(u))) --> 3
local v = setmetatable({}, {__pairs = function() return 1, 2, 3, 4, 5 end})
print(pairs(v)) --> 1	2	3
local w = setmetatable({}, {__pairs = function(o) return next, {x = "y"} end})
for k, x in pairs(w) do print(k, x) end --> x	y
print(pcall(pairs, setmetatable({}, {__pairs = 1}))) --> false	attempt to call a number value
