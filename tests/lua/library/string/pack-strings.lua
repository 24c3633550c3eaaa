-- 6.4.2 string.pack: s, z, and cN
local function show(s) return (s:gsub("[%c\128-\255]", function(c) return ("\\%d"):format(c:byte()) end)) end
print(show(string.pack("s1", "abc")), show(string.pack(">s2", "abc")), show(string.pack("<s4", ""))) --> \3abc	\0\3abc	\0\0\0\0
print(#string.pack("s", "abc"), show(string.pack("z", "hi")), show(string.pack("c5", "ab"))) --> 11	hi\0	ab\0\0\0
print(string.unpack("s1", "\3abcd"), (string.unpack(">s2", "\0\2xyz"))) --> abc	xy
print(string.unpack("z", "hello\0rest"), (string.unpack("c3", "abcdef"))) --> hello	abc
print(string.unpack("z", "\0") == "", #string.unpack("c4", "a\0\0\0"), string.unpack("c0", "abc") == "") --> true	4	true
print(string.unpack("zBz", "one\0\7two\0")) --> one	7	two	10
print(pcall(string.pack, "s1", ("x"):rep(256))) --> false	bad argument #2 to 'string.pack' (string length does not fit in given size)
print(pcall(string.pack, "z", "a\0b")) --> false	bad argument #2 to 'string.pack' (string contains zeros)
print(pcall(string.pack, "c2", "abc")) --> false	bad argument #2 to 'string.pack' (string longer than given size)
print(pcall(string.pack, "c", "abc")) --> false	missing size for format option 'c'
print(pcall(string.unpack, "z", "no end")) --> false	bad argument #2 to 'string.unpack' (unfinished string for format 'z')
print(pcall(string.unpack, "s1", "\5abc")) --> false	bad argument #2 to 'string.unpack' (data string too short)
print(pcall(string.unpack, "c10", "short")) --> false	bad argument #2 to 'string.unpack' (data string too short)
print(pcall(string.unpack, "s1", "")) --> false	bad argument #2 to 'string.unpack' (data string too short)
