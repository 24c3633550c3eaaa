-- 6.8 file:setvbuf, file:flush and results of methods
local f = io.tmpfile()
print(f:setvbuf("no"), f:setvbuf("full"), f:setvbuf("line", 1024)) --> true	true	true
print(f:flush() == f, f:write("x", 1, 1.5):write("y") == f) --> false	true
f:seek("set")
print(f:read(100), f:read(100)) --> x11.5y	nil
f:seek("set", 1)
print(f:read(2), f:read("a")) --> 11	.5y
f:seek("set")
f:write(("line\n"):rep(1000))
f:seek("set")
local n = 0
for _ in f:lines() do n = n + 1 end
print(n, f:seek()) --> 1000	5000
f:seek("set")
print(#f:read(3000), #f:read("a")) --> 3000	2000
f:write("a\0b\nc\0d")
f:seek("end", -7)
print(#f:read("l"), #f:read("l")) --> 3	3
print(f:close()) --> true
