-- 200 parameters of a function
local function names(n) local t = {} for i = 1, n do t[i] = "p" .. i end return table.concat(t, ",") end
local f = load("return function(" .. names(200) .. ") return p1, p200 end", "=c")()
print(f(table.unpack({}, 1, 200))) --> nil	nil
local arguments = {} for i = 1, 200 do arguments[i] = i end
print(f(table.unpack(arguments))) --> 1	200
print((load("return function(" .. names(201) .. ") end", "=c"))) --> nil
print(select(2, load("return function(" .. names(201) .. ") end", "=c")):match("too many local variables %(limit is 200%)")) --> too many local variables (limit is 200)
