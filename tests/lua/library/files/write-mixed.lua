-- 6.8 file:write: numbers, long pieces and wrong arguments between them
local name = os.tmpname()
local file = assert(io.open(name, "w"))
print(pcall(file.write, file, "begun ", 1, " ", 2.5, " ", {})) --> false	bad argument #7 to '?' (string expected, got table)
print(file:write(("x"):rep(100000), "", "y", 3.0, ("z"):rep(5000), ("w"):rep(200)) == file) --> true
local many = {}
for i = 1, 20000 do many[i] = "item " .. i .. "\n" end
print(file:write(table.unpack(many)) == file) --> true
file:close()
local text
file = assert(io.open(name))
text = file:read("a")
file:close()
print(#text, text:sub(1, 12), text:sub(100010, 100016), text:sub(-8, -2)) --> 314108	begun 1 2.5 	xxxy3zz	m 20000
-- reading what was only opened for writing, and the other way round
file = io.open(name, "w")
print(file:read("a")) --> nil	Bad file descriptor	9
file:close()
file = io.open(name)
print(file:write("text", 1)) --> nil	Bad file descriptor	9
print(pcall(file.write, file, "text", {})) --> false	bad argument #3 to '?' (string expected, got table)
file:close()
os.remove(name)
