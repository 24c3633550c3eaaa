-- error objects can be any value and pass unchanged
local t = {}
for _, v in ipairs{1, 2.5, true, false, t, print} do
  local ok, e = pcall(error, v)
  print(ok, rawequal(e, v)) --> false	true
--> false	true
--> false	true
--> false	true
--> false	true
--> false	true
end
print(pcall(error, nil)) --> false	nil
print(pcall(error)) --> false	nil
print(select("#", pcall(error))) --> 2
local ok, e = pcall(error, setmetatable({}, {__tostring = function() return "custom" end}))
print(ok, tostring(e)) --> false	custom
print(pcall(error, "str", 0)) --> false	str
print(pcall(error, 42, 1)) --> false	42
print(math.type(select(2, pcall(error, 42)))) --> integer
