-- 6.6 the length used by table functions must be an integer
local function with(len) return setmetatable({1, 2, 3}, {__len = function() return len end}) end
print(table.concat(with(2), ","), table.concat(with(2.0), ","), table.concat(with("2"), ",")) --> 1,2	1,2	1,2
print(table.unpack(with(1))) --> 1
print(pcall(table.unpack, with(1.5))) --> false	object length is not an integer
print(pcall(table.concat, with({}))) --> false	object length is not an integer
print(pcall(table.insert, with(nil), 1)) --> false	object length is not an integer
print(table.remove(with(2))) --> 2
print(pcall(table.insert, with(math.maxinteger), 1)) --> true
print(table.concat(with(0), ",") == "", table.remove(with(0))) --> true	nil
