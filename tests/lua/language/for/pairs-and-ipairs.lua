-- ipairs stops at first nil; pairs visits all; both obey metamethods
local t = {1, 2, nil, 4}
local n = 0
for i in ipairs(t) do n = i end
print(n) --> 2
n = 0
for _ in pairs(t) do n = n + 1 end
print(n) --> 3
local proxy = setmetatable({}, {__index = function(_, i) if i <= 4 then return i * i end end})
local o = {}
for i, v in ipairs(proxy) do o[#o + 1] = v end
print(table.concat(o, " ")) --> 1 4 9 16
local p = setmetatable({}, {__pairs = function(x) return function(_, k) if not k then return "only", x end end, x, nil, "dropped" end})
for k, v in pairs(p) do print(k, v == p) end --> only	true
print(select("#", pairs(p)), select("#", pairs({})), select("#", ipairs({}))) --> 3	3	3
local arr = {}
for i, v in ipairs{3, 2, 1} do arr[i] = v end
print(arr[1], arr[2], arr[3]) --> 3	2	1
