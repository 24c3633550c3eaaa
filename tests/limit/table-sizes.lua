-- tables: sizes around powers of two, sparse arrays, borders
for _, n in ipairs {0, 1, 3, 4, 5, 255, 256, 257, 65536} do
  local t = {}
  for i = 1, n do t[i] = i end
  local up = #t
  for i = n, 1, -1 do t[i] = nil end
  print(n, up, #t, next(t)) --> 0	0	0	nil
  --> 1	1	0	nil
  --> 3	3	0	nil
  --> 4	4	0	nil
  --> 5	5	0	nil
  --> 255	255	0	nil
  --> 256	256	0	nil
  --> 257	257	0	nil
  --> 65536	65536	0	nil
end
local sparse = {[1] = 1, [2^53] = 2, [math.maxinteger] = 3, [math.mininteger] = 4}
print(sparse[2^53 | 0], sparse[math.maxinteger], sparse[math.mininteger], #sparse) --> 2	3	4	1
print(pcall(table.concat, setmetatable({}, {__len = function() return math.maxinteger end}))) --> false	invalid value (nil) at index 1 in table for 'concat'
print(pcall(table.insert, setmetatable({}, {__len = function() return math.maxinteger end}), 1)) --> true
print(pcall(table.move, {1}, 1, math.maxinteger, 2)) --> false	bad argument #4 to 'table.move' (destination wrap around)
print(pcall(table.move, {1}, -1, math.maxinteger, 2)) --> false	bad argument #3 to 'table.move' (too many elements to move)
