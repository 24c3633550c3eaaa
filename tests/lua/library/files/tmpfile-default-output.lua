-- 6.8 io.output and io.input with file handles; io.read, io.lines, io.flush
local f = io.tmpfile()
local old = io.output()
print(io.output(f) == f, io.output() == f) --> true	true
io.write("to the file\n", 42, "\n")
print(io.flush() == f) --> false
io.output(old)
f:seek("set")
io.input(f)
print(io.read(), io.read("n"), io.read("L") == "\n", io.read()) --> to the file	42	true	nil
f:seek("set")
for l in io.lines() do io.write("<", l, ">") end print("|") --> <to the file><42>|
print(io.type(f), io.close(f), io.type(f)) --> file	true	closed file
print((pcall(io.read))) --> false
