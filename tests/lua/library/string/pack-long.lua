-- 6.4 string.pack, packsize, unpack: formats and data of any length are worked through in steps
local format = ("!4i1i4"):rep(5000)
print(string.packsize(format), string.packsize(("i2 <"):rep(30000))) --> 40000	60000
print(select("#", string.unpack(format, ("\1\0\0\0\2\0\0\0"):rep(5000)))) --> 10001
print(select(9998, string.unpack(format, ("\1\0\0\0\2\0\0\0"):rep(5000)))) --> 2	1	2	40001
local values = {}
for i = 1, 10000 do values[i] = i % 100 end
local packed = string.pack("<" .. ("i1i4"):rep(5000), table.unpack(values))
print(#packed, packed:byte(1, 6)) --> 25000	1	2	0	0	0	3
print(pcall(string.unpack, ("B"):rep(10000), ("x"):rep(9999))) --> false	bad argument #2 to 'string.unpack' (data string too short)
print(pcall(string.packsize, ("i4 "):rep(20000) .. "s")) --> false	bad argument #1 to 'string.packsize' (variable-length format)
print(string.pack("<i2 x !4 Xi4", 1):byte(1, -1)) --> 1	0	0	0
print(string.pack(" <>=! "), string.packsize(" <>=! ")) --> 	0
print(pcall(string.unpack, ("i1"):rep(2000000), ("x"):rep(2000000))) --> false	stack overflow (too many results)
