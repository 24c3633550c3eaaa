-- 6.8 operations on a closed file
local f = io.tmpfile()
print(io.type(f), f:close(), io.type(f), tostring(f)) --> file	true	closed file	file (closed)
print(pcall(f.read, f)) --> false	attempt to use a closed file
print(pcall(f.write, f, "x")) --> false	attempt to use a closed file
print(pcall(f.lines, f)) --> false	attempt to use a closed file
print(pcall(f.seek, f)) --> false	attempt to use a closed file
print(pcall(f.flush, f)) --> false	attempt to use a closed file
print(pcall(f.setvbuf, f, "no")) --> false	attempt to use a closed file
print(pcall(f.close, f)) --> false	attempt to use a closed file
print(pcall(io.close, f)) --> false	attempt to use a closed file
do
  local g <close> = io.tmpfile()
  f = g
end
print(io.type(f)) --> closed file
