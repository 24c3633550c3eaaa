-- 6.1 ipairs: iterates through __index and stops at the first nil
local base = {"a", "b", "c", "d"}
local t = setmetatable({"A", nil, nil}, {__index = base})
for i, v in ipairs(t) do print(i, v) end --> 1	A
--> 2	b
--> 3	c
--> 4	d
local calls = {}
local lazy = setmetatable({}, {__index = function(_, k)
  calls[#calls + 1] = k
  if k <= 3 then return k * 10 end
end})
for i, v in ipairs(lazy) do print(i, v) end --> 1	10
--> 2	20
--> 3	30
print(table.concat(calls, ",")) --> 1,2,3,4
for i in ipairs({1, 2, nil, 4}) do print(i) end --> 1
--> 2
