-- 6.8 io.type and file handles as values
print(io.type(io.stdout), io.type(io.stdin), io.type(io.stderr)) --> file	file	file
print(io.type(42), io.type({}), io.type("file"), io.type(nil)) --> nil	nil	nil	nil
print((tostring(io.stdout):gsub("%(.*%)", "(PTR)"))) --> file (PTR)
print(type(io.stdout), getmetatable(io.stdout).__name, io.stdout == io.stdout) --> userdata	FILE*	true
print(pcall(io.type)) --> false	bad argument #1 to 'io.type' (value expected)
local mt = getmetatable(io.stdout)
print(type(mt.__index), type(mt.__gc), type(mt.__close), type(mt.__tostring)) --> table	function	function	function
local names = {}
for k in pairs(mt.__index) do names[#names + 1] = k end
table.sort(names)
print(table.concat(names, " ")) --> close flush lines read seek setvbuf write
