-- 6.6 table.move: whether the tables are the same, `__eq` decides
local function run(equal)
  local order = {}
  local meta = {__eq = equal and function() return equal == "yes" end}
  local a = setmetatable({1, 2, 3}, meta)
  local b = setmetatable({}, {__eq = meta.__eq, __newindex = function(t, key, value) order[#order + 1] = key; rawset(t, key, value) end})
  print(table.move(a, 1, 3, 2, b) == b, table.concat(order, " "), b[2], b[3], b[4])
end
run("yes") --> true	4 3 2	1	2	3
run("no") --> true	2 3 4	1	2	3
run() --> true	2 3 4	1	2	3
local t = {1, 2, 3, 4}
print(table.concat(table.move(t, 1, 3, 2, t), " ")) --> 1 1 2 3
print(pcall(table.move, {}, 1, 2, 2, setmetatable({}, {__eq = function() error("no", 0) end}))) --> false	no
