-- 6.9 os.remove, os.rename, os.tmpname: true, or fail with a message and a number
local a, b = "remove-rename-a.tmp", "remove-rename-b.tmp"
io.open(a, "w"):write("A"):close()
print(os.rename(a, b), io.open(a) == nil) --> true	true
io.open(a, "w"):write("new"):close()
print(os.rename(a, b), io.open(b):read("a")) --> true	new
print(os.rename(a, b)) --> nil	No such file or directory	2
print(os.remove(b), os.remove(b)) --> true	nil	remove-rename-b.tmp: No such file or directory	2
print(select("#", os.remove(b)), math.type((select(3, os.remove(b))))) --> 3	integer
local name = os.tmpname()
local f = io.open(name, "w")
print(type(name), io.type(f), f:close(), os.remove(name)) --> string	file	true	true
print(pcall(os.remove)) --> false	bad argument #1 to 'os.remove' (string expected, got no value)
print(pcall(os.rename, a)) --> false	bad argument #2 to 'os.rename' (string expected, got no value)
