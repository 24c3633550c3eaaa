-- 6.1 load: mode "b", "t", "bt"
local bin = string.dump(load("return 99", "=src"))
print(load(bin, "=b", "b")()) --> 99
print(load(bin, "=b", "bt")()) --> 99
print(load(bin)()) --> 99
print(load(bin, "=b", "t")) --> nil	attempt to load a binary chunk (mode is 't')
print(load("return 1", "=t", "b")) --> nil	attempt to load a text chunk (mode is 'b')
print(load("return 1", "=t", "t")()) --> 1
print(load("return 1", "=t", "tb")()) --> 1
print(load("return 1", "=t", "")) --> nil	attempt to load a text chunk (mode is '')
print(load(function() return nil end, "=r", "b")) --> nil	attempt to load a text chunk (mode is 'b')
print((load("\27Luagarbage", "=x"))) --> nil
print((load(bin:sub(1, 20), "=trunc", "b"))) --> nil
