-- memory limit: 4194304
-- garbage never is a reason to fail: what doesn't fit is tried again after a collection
for _ = 1, 20 do local text = ("x"):rep(3 << 20) end
print("rep") --> rep
for _ = 1, 6 do local list = {} for i = 1, 66000 do list[i] = i end end
print("array") --> array
for _ = 1, 6 do local set = {} for i = 1, 12000 do set["k" .. i] = i end end
print("entries") --> entries
for _ = 1, 6 do local list = {} for i = 1, 66000 do table.insert(list, i) end end
print("insert") --> insert
for _ = 1, 6 do local text = "" for _ = 1, 100 do text = text .. ("y"):rep(10000) end end
print("..") --> ..
for _ = 1, 6 do local list = {} for i = 1, 100 do list[i] = ("y"):rep(10000) end assert(#table.concat(list) == 1000000) end
print("concat") --> concat
for _ = 1, 6 do local text, count = ("z"):rep(400000):gsub("z", "zz") assert(#text == 800000 and count == 400000) end
print("gsub") --> gsub
for _ = 1, 6 do local text = ("%s"):rep(20):format(table.unpack(setmetatable({}, {__index = function() return ("f"):rep(50000) end}), 1, 20)) end
print("format") --> format
for _ = 1, 20 do local text = ("A"):rep(1500000):lower():reverse() end
print("lower") --> lower
for _ = 1, 20 do local list = table.pack(table.unpack({}, 1, 20000)) end
print("pack") --> pack
for _ = 1, 3 do assert(load(("x = 1 "):rep(10000))) end
print("load") --> load
for _ = 1, 2000 do local run = coroutine.wrap(function() local a <close> = nil coroutine.yield({}) end) run() end
print("coroutines") --> coroutines
