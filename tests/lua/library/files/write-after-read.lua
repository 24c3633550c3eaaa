-- 6.8 file:write after file:read: it goes to where reading has come, not to where the buffer ends
local name = os.tmpname()
local file = assert(io.open(name, "w"))
file:write(("line\n"):rep(2000))
file:close()
file = assert(io.open(name, "r+"))
print(file:read("l"), file:read(2), file:seek()) --> line	li	7
print(file:write("XX") == file, file:seek()) --> true	9
file:seek("set")
print(file:read("l", "l", "l")) --> line	liXX	line
print(file:write("[", 1, "]") == file, file:seek("cur")) --> true	18
file:seek("set", 10)
print(file:read("l", "l")) --> line	[1]e
file:close()
os.remove(name)
