-- hundreds of arguments and results
local t = {}
for i = 1, 250 do t[i] = i end
local function count(...) return select("#", ...) end
local function sum(...) local s = 0; for i = 1, select("#", ...) do s = s + (select(i, ...)) end return s end
print(count(table.unpack(t)), sum(table.unpack(t))) --> 250	31375
print(count(table.unpack(t, 1, 200), table.unpack(t))) --> 251
local function pass(...) return ... end
print(count(pass(pass(table.unpack(t))))) --> 250
print(select(250, pass(table.unpack(t)))) --> 250
local big = {}
for i = 1, 10000 do big[i] = i end
print(count(table.unpack(big)), (select(9999, table.unpack(big)))) --> 10000	9999
print(#{table.unpack(big)}, #table.pack(table.unpack(big))) --> 10000	10000
print(math.max(table.unpack(big)), #string.char(table.unpack({65, 66, 67}))) --> 10000	3
