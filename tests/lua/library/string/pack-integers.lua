-- 6.4.2 string.pack: integer sizes and endianness
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
print(hex(string.pack("<i4", 1)), hex(string.pack(">i4", 1)), hex(string.pack(">i4", -2))) --> 01000000	00000001	fffffffe
print(hex(string.pack("bBhH", -1, 255, -2, 65534))) --> fffffefffeff
print(hex(string.pack("<i3", -1)), hex(string.pack(">I3", 0x123456)), hex(string.pack("<i16", -2))) --> ffffff	123456	feffffffffffffffffffffffffffffff
print(hex(string.pack(">I16", -1)), hex(string.pack(">i1i2", 1, 2))) --> 0000000000000000ffffffffffffffff	010002
print(#string.pack("j", 0), #string.pack("J", 0), #string.pack("T", 0), #string.pack("l", 0), #string.pack("i", 0)) --> 8	8	8	8	4
print(string.unpack("<i2", "\xff\xff"), (string.unpack("<I2", "\xff\xff"))) --> -1	65535
print(string.unpack("b", "\x80"), (string.unpack("B", "\x80"))) --> -128	128
print(string.unpack(">i16", ("\xff"):rep(15) .. "\xfe")) --> -2	17
print(string.unpack("<I9", ("\1" .. ("\0"):rep(8)))) --> 1	10
print(string.unpack("<j", string.pack("<j", math.mininteger))) --> -9223372036854775808	9
print(string.unpack("<J", string.pack("<J", -1))) --> -1	9
print(string.unpack("=I2", string.pack("=I2", 513))) --> 513	3
