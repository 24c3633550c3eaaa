-- 6.4.2 string.pack: !, X, x, spaces and endianness switches
local function show(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
print(show(string.pack("<!4 b i4", 1, 2))) --> 0100000002000000
print(show(string.pack("<!2 b i4", 1, 2)), show(string.pack("<b i4", 1, 2))) --> 010002000000	0102000000
print(show(string.pack("<!8 b Xi8 b", 1, 2)), show(string.pack("<b x b xx", 1, 2))) --> 010000000000000002	0100020000
print(show(string.pack("<i2 >i2 =b <i2", 1, 1, 1, 1))) --> 01000001010100
print(show(string.pack("<! b d", 1, 0)), show(string.pack("<!4 b d", 1, 0))) --> 01000000000000000000000000000000	010000000000000000000000
print(string.unpack("<!4 b i4", "\1\0\0\0\2\0\0\0")) --> 1	2	9
print(string.packsize("<!4 b i4"), string.packsize("!8 bXd"), string.packsize("b Xi4 b")) --> 8	8	2
print(show(string.pack(">!4 i1 !2 i4 i1 i2", 1, 2, 3, 4))) --> 01000000000203000004
print(pcall(string.pack, "X")) --> false	bad argument #1 to 'string.pack' (invalid next option for option 'X')
print(pcall(string.pack, "Xz")) --> false	bad argument #1 to 'string.pack' (invalid next option for option 'X')
print(pcall(string.pack, "!4 i3", 1)) --> false	bad argument #1 to 'string.pack' (format asks for alignment not power of 2)
print(pcall(string.pack, "!i3", 1)) --> false	bad argument #1 to 'string.pack' (format asks for alignment not power of 2)
print(pcall(string.packsize, "Xc1")) --> false	bad argument #1 to 'string.packsize' (invalid next option for option 'X')
print(pcall(string.pack, "!0 i", 1)) --> false	integral size (0) out of limits [1,16]
