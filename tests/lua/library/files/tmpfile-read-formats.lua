-- 6.8 file:read: "n", "l", "L", "a" and counts
local f = io.tmpfile()
print(f:write("12 0x1F -3.5e1\nline two\n\nlast without newline") == f) --> true
print(f:seek("set")) --> 0
print(f:read("n", "n", "n")) --> 12	31	-35.0
print((f:read("L"):gsub("\n", "<NL>"))) --> <NL>
print(f:read("l"), #f:read("l")) --> line two	0
print(f:read(4), f:read(0) == "", f:read("a")) --> last	true	 without newline
print(f:read("a") == "", f:read("l"), f:read(0), f:read(1), f:read("n")) --> true	nil	nil	nil	nil
f:seek("set", 0)
print(f:read("*l"), f:read("*n"), (f:read("*L"):gsub("\n", "<NL>"))) --> 12 0x1F -3.5e1	nil	line two<NL>
f:seek("set")
print(f:read()) --> 12 0x1F -3.5e1
print(select('#', f:read("l", "l", "l", "l", "l"))) --> 4
f:seek("set")
print(pcall(f.read, f, "x")) --> false	bad argument #2 to '?' (invalid format)
print(pcall(f.read, f, "*x")) --> false	bad argument #2 to '?' (invalid format)
print(pcall(f.read, f, {})) --> false	bad argument #2 to '?' (string expected, got table)
f:close()
