-- 6.8 file:seek, file:write: appending goes to the end wherever the position is; r+ writes where it is
local name = "append-and-seek.tmp"
local f = assert(io.open(name, "w"))
print(f:seek(), f:write("0123456789") == f, f:seek(), f:seek("set", 3), f:write("x") == f, f:seek("end")) --> 0	true	10	3	true	10
f:close()
f = io.open(name, "r+")
print(f:read(2), f:seek("cur"), f:seek("cur", 3), f:read(1), f:seek("end", -1), f:read("a"), f:read("a"), f:read(1)) --> 01	2	5	5	9	9		nil
print(f:seek("set", 0), f:write("AB") == f, f:seek("set"), f:read("a")) --> 0	true	0	AB2x456789
print(f:seek("set", 20), f:read(0), f:read(1), f:write("!") == f, f:seek("end")) --> 20	nil	nil	true	21
f:close()
f = io.open(name, "a+")
print(f:seek("set", 1), f:write("Z") == f, f:seek("set"), #f:read("a")) --> 1	true	0	22
print(f:seek("set", -1)) --> nil	Invalid argument	22
print(pcall(f.seek, f, "middle")) --> false	bad argument #2 to '?' (invalid option 'middle')
print(pcall(f.seek, f, "set", 0.5)) --> false	bad argument #3 to '?' (number has no integer representation)
f:close()
print(os.remove(name)) --> true
