-- 6.4.2 string.pack: f, d and n
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
print(hex(string.pack("<f", 1.5)), hex(string.pack(">d", 1.5)), hex(string.pack(">n", -0.0))) --> 0000c03f	3ff8000000000000	8000000000000000
print(hex(string.pack(">f", 0.1)), (string.unpack(">f", string.pack(">f", 0.1)))) --> 3dcccccd	0.10000000149012
print(string.unpack("<d", string.pack("<d", 0.1))) --> 0.1	9
print(string.unpack(">f", "\x7f\x80\0\0"), (string.unpack("<d", string.pack("<d", -1/0)))) --> inf	-inf
print(hex(string.pack(">f", 1e300)), math.type((string.unpack("<d", string.pack("<d", 3))))) --> 7f800000	float
print(string.packsize("f"), string.packsize("d"), string.packsize("n")) --> 4	8	8
print(string.unpack("<f", string.pack("<f", 16777217))) --> 16777216.0	5
print(pcall(string.pack, "d", "x")) --> false	bad argument #2 to 'string.pack' (number expected, got string)
print(pcall(string.pack, "f", nil)) --> false	bad argument #2 to 'string.pack' (number expected, got nil)
print((string.unpack(">d", string.pack(">d", "2.5")))) --> 2.5
