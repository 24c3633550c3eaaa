-- 6.8 io.open: what each mode does to a file that is there and to one that is not
local name = "open-modes.tmp"
local function contents()
  local f <close> = assert(io.open(name))
  return f:read("a")
end
for _, mode in ipairs {"r", "w", "a", "r+", "w+", "a+", "rb", "wb", "ab", "r+b", "w+b", "a+b"} do
  local new = io.open(name, "w")
  new:write("hello")
  new:close()
  local f = io.open(name, mode)
  local read = f:read("a")
  local wrote = f:write("X") == f
  f:close()
  print(mode, read, wrote, contents())
end
--> r	hello	false	hello
--> w	nil	true	X
--> a	nil	true	helloX
--> r+	hello	true	helloX
--> w+		true	X
--> a+	hello	true	helloX
--> rb	hello	false	hello
--> wb	nil	true	X
--> ab	nil	true	helloX
--> r+b	hello	true	helloX
--> w+b		true	X
--> a+b	hello	true	helloX
os.remove(name)
for _, mode in ipairs {"r", "r+", "rb"} do print(io.open(name, mode)) end
--> nil	open-modes.tmp: No such file or directory	2
--> nil	open-modes.tmp: No such file or directory	2
--> nil	open-modes.tmp: No such file or directory	2
for _, mode in ipairs {"a", "w", "a+", "w+"} do
  io.open(name, mode):close()
  print(contents() == "", os.remove(name))
end
--> true	true
--> true	true
--> true	true
--> true	true
print(pcall(io.open, name, "rw")) --> false	bad argument #2 to 'io.open' (invalid mode)
print(pcall(io.open, name, "+r")) --> false	bad argument #2 to 'io.open' (invalid mode)
print(pcall(io.open, name, "")) --> false	bad argument #2 to 'io.open' (invalid mode)
print(pcall(io.open, name, "rb+")) --> false	bad argument #2 to 'io.open' (invalid mode)
