-- __pairs replaces traversal; ipairs respects __index
local t = setmetatable({a = 1}, {__pairs = function(t)
  local i = 0
  return function(s, k) i = i + 1; if i <= 2 then return "k" .. i, i end end, t, nil
end})
for k, v in pairs(t) do print(k, v) end --> k1	1
--> k2	2
print(next(t)) --> a	1
local p = setmetatable({1, 2}, {__index = function(t, i) if i <= 3 then return "i" .. i end end})
for i, v in ipairs(p) do print(i, v) end --> 1	1
--> 2	2
--> 3	i3
print(pcall(pairs, nil) == false, pcall(ipairs) == false) --> false	true
print(select("#", pairs(setmetatable({}, {__pairs = function() return 1 end})))) --> 3
