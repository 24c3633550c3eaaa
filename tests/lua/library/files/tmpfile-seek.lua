-- 6.8 file:seek: whence and offsets; writing in the middle
local f = io.tmpfile()
f:write("0123456789")
print(f:seek(), f:seek("cur"), f:seek("end"), f:seek("set"), f:seek("set", 3)) --> 10	10	10	0	3
print(f:read(2), f:seek("cur"), f:seek("cur", -1), f:read(1)) --> 34	5	4	4
print(f:seek("end", -2), f:read("a")) --> 8	89
f:seek("set", 2)
f:write("XY")
f:seek("set")
print(f:read("a")) --> 01XY456789
print(f:seek("set", 20), f:read(1), f:seek("cur")) --> 20	nil	20
local r, m, c = f:seek("set", -1)
print(r, m, c) --> nil	Invalid argument	22
print(pcall(f.seek, f, "bad")) --> false	bad argument #2 to '?' (invalid option 'bad')
print(pcall(f.seek, f, "set", 1.5)) --> false	bad argument #3 to '?' (number has no integer representation)
print(pcall(f.seek, f, 5)) --> false	bad argument #2 to '?' (invalid option '5')
f:close()
