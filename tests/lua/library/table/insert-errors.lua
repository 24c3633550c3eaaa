-- 6.6 table.insert: argument count, position range, table type
local function msg(f)
  return (select(2, pcall(f)):gsub("^.-:%d+: ", ""))
end
print(msg(function() table.insert() end)) --> bad argument #1 to 'insert' (table expected, got no value)
print(msg(function() table.insert(nil, 1) end)) --> bad argument #1 to 'insert' (table expected, got nil)
print(msg(function() table.insert({}) end)) --> wrong number of arguments to 'insert'
print(msg(function() table.insert({}, 1, 2, 3) end)) --> wrong number of arguments to 'insert'
print(msg(function() table.insert({1, 2}, 0, "x") end)) --> bad argument #2 to 'insert' (position out of bounds)
print(msg(function() table.insert({1, 2}, 4, "x") end)) --> bad argument #2 to 'insert' (position out of bounds)
print(msg(function() table.insert({1, 2}, -1, "x") end)) --> bad argument #2 to 'insert' (position out of bounds)
print(msg(function() table.insert({}, "a", 1) end)) --> bad argument #2 to 'insert' (number expected, got string)
print(msg(function() table.insert({}, 1.5, 1) end)) --> bad argument #2 to 'insert' (number has no integer representation)
print(msg(function() table.insert(5, 1) end)) --> bad argument #1 to 'insert' (table expected, got number)
print(msg(function() table.insert("str", 1) end)) --> bad argument #1 to 'insert' (table expected, got string)
print(pcall(table.insert, nil, 1)) --> false	bad argument #1 to 'table.insert' (table expected, got nil)
print(pcall(table.insert, setmetatable({}, {__len = function() return "10" + 0.5 end}), 1)) --> false	object length is not an integer
