-- 200 locals per function are allowed, 201 are not
local function locals(n) local p = {}; for i = 1, n do p[i] = "local a" .. i .. " = " .. i end return table.concat(p, "\n") .. "\nreturn a1 + a" .. n end
print(load(locals(200), "=c")()) --> 201
print(load(locals(201), "=c")) --> nil	c:201: too many local variables (limit is 200) in main function near '='
local names = {}
for i = 1, 200 do names[i] = "v" .. i end
local f = load("local " .. table.concat(names, ",") .. " = ...; return v200, v1", "=c")
local args = {}
for i = 1, 200 do args[i] = i end
print(f(table.unpack(args))) --> 200	1
local p = load("return function(" .. table.concat(names, ",") .. ") return v200 - v1 end")()
print(p(table.unpack(args))) --> 199
local blocks = {}
for i = 1, 500 do blocks[i] = "do local x = " .. i .. " s = s + x end" end
print(load("local s = 0 " .. table.concat(blocks, " ") .. " return s")()) --> 125250
