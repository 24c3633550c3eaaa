-- 6.8 file:read: counts have to be integers
local file = io.tmpfile()
print(file:write("12345") == file, file:seek("set")) --> true	0
print(pcall(file.read, file, 1.5)) --> false	bad argument #2 to '?' (number has no integer representation)
print(file:read(2.0), file:read(1, 0)) --> 12	3	
print(pcall(file.read, file, "3")) --> false	bad argument #2 to '?' (invalid format)
print(file:close()) --> true
