-- 6.1 load: what is wrong with a binary chunk, and how it is named
local whole = string.dump(function(a) local b = a .. "x" return b end)
local function changed(at) return whole:sub(1, at - 1) .. "\t" .. whole:sub(at + 1) end
for _, length in ipairs {1, 3, 4, 5, 11, 14, 22, 30, 31, 33, #whole - 1} do
  if select(2, load(whole:sub(1, length), "=c")) ~= "c: bad binary format (truncated chunk)" then print(length) end
end
print(load("\27Lua", "@file.lua")) --> nil	file.lua: bad binary format (truncated chunk)
print(load("\27Lua", "text")) --> nil	text: bad binary format (truncated chunk)
print(load("\27Lua")) --> nil	binary string: bad binary format (truncated chunk)
print(load(changed(3), "=c")) --> nil	c: bad binary format (not a binary chunk)
print(load(changed(5), "=c")) --> nil	c: bad binary format (version mismatch)
print(load(changed(6), "=c")) --> nil	c: bad binary format (format mismatch)
print(load(changed(8), "=c")) --> nil	c: bad binary format (corrupted chunk)
print(load(changed(13), "=c")) --> nil	c: bad binary format (Instruction size mismatch)
print(load(changed(14), "=c")) --> nil	c: bad binary format (lua_Integer size mismatch)
print(load(changed(15), "=c")) --> nil	c: bad binary format (lua_Number size mismatch)
print(load(changed(16), "=c")) --> nil	c: bad binary format (integer format mismatch)
print(load(changed(25), "=c")) --> nil	c: bad binary format (float format mismatch)
print(load(whole, "=c", "t")) --> nil	attempt to load a binary chunk (mode is 't')
