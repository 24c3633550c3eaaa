-- the three control expressions are evaluated once, in order, before the loop
local log = {}
local function v(n, x) log[#log + 1] = n; return x end
local lim = 3
for i = v("a", 1), v("b", lim), v("c", 1) do lim = 100; log[#log + 1] = i end
print(table.concat(log, " ")) --> a b c 1 2 3
local i = 5
for i = i, i + 2 do log[#log + 1] = i end
print(table.concat(log, " ", 7)) --> 5 6 7
local function two() return 1, 100 end
local n = 0
for i = two(), 2 do n = n + 1 end
print(n) --> 2
