-- operands are evaluated before swapping for > and >=
local log = {}
local function v(x) log[#log + 1] = x; return x end
local _ = v(1) > v(2), v(3) >= v(4), v(5) < v(6), v(7) == v(8), v(9) ~= v(10)
print(table.concat(log, " ")) --> 1 2 3 4 5 6 7 8 9 10
