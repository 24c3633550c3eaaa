-- 6.10 debug.setmetatable: userdata, and their fields through it
local file = io.tmpfile()
local old = debug.getmetatable(file)
print(debug.setmetatable(file, {__index = function(_, key) return key .. "!" end, __len = function() return 7 end}) == file) --> true
print(file.anything, #file) --> anything!	7
debug.setmetatable(file, nil)
print(pcall(function() return file.x end)) --> false	userdata.lua:7: attempt to index a userdata value (upvalue 'file')
debug.setmetatable(file, old)
print(io.type(file), file:close()) --> file	true
-- user values: those userdata have none
print(debug.setuservalue(file, 1, 1), debug.getuservalue(file, 1)) --> nil	nil
print(pcall(debug.setuservalue, {}, 1)) --> false	bad argument #1 to 'debug.setuservalue' (userdata expected, got table)
print(pcall(debug.setuservalue, file)) --> false	bad argument #2 to 'debug.setuservalue' (value expected)
