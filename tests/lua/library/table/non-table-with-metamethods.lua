-- 6.6 table functions accept non-tables that have the needed metamethods
debug.setmetatable(10, {
  __index = function(n, k) return k <= n and k * n or nil end,
  __len = function(n) return n end,
})
print(table.concat(3, ","), table.unpack(2)) --> 3,6,9	2	4
print(pcall(table.insert, 3, 1)) --> false	bad argument #1 to 'table.insert' (table expected, got number)
debug.setmetatable(10, nil)
print(pcall(table.concat, 3)) --> false	bad argument #1 to 'table.concat' (table expected, got number)
print(pcall(table.unpack, 3, 1, 0)) --> true
print(pcall(table.sort, "abc")) --> false	bad argument #1 to 'table.sort' (table expected, got string)
print(pcall(table.remove, "abc")) --> false	bad argument #1 to 'table.remove' (table expected, got string)
print(pcall(table.move, {}, 1, 2, 3, "x")) --> false	bad argument #5 to 'table.move' (table expected, got string)
print(pcall(table.concat, "abc")) --> false	bad argument #1 to 'table.concat' (table expected, got string)
