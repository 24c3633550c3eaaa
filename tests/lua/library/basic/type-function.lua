-- 6.1 type: the eight names it can return here, and its argument check
print(type(nil), type(1), type(1.5), type("s"), type(true), type({}), type(print)) --> nil	number	number	string	boolean	table	function
print(type(function() end), type(coroutine.create(print)), type(io.stdout)) --> function	thread	userdata
print(type(type(nil))) --> string
print(type(nil, 1)) --> nil
print(pcall(type)) --> false	bad argument #1 to 'type' (value expected)
print((select(2, pcall(function() type() end)):gsub("^.-:%d+: ", ""))) --> bad argument #1 to 'type' (value expected)
print((select(2, pcall(function() type(table.unpack({})) end)):gsub("^.-:%d+: ", ""))) --> bad argument #1 to 'type' (value expected)
print(type(setmetatable({}, {__name = "Other"}))) --> table
