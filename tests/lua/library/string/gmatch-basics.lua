-- 6.4 string.gmatch: iteration, captures, empty matches
for w in ("one two  three"):gmatch("%a+") do print(w) end --> one
--> two
--> three
for k, v in ("a=1, b=2"):gmatch("(%w+)=(%w+)") do print(k, v) end --> a	1
--> b	2
for p in ("abc"):gmatch("()") do io.write(p, " ") end print("positions") --> 1 2 3 4 positions
local n = 0
for m in ("abc"):gmatch("") do n = n + 1 end
print(n) --> 4
local out = {}
for m in ("a,b,,c"):gmatch("([^,]*)") do out[#out + 1] = "<" .. m .. ">" end
print(table.concat(out)) --> <a><b><><c>
out = {}
for m in ("xxaxx"):gmatch("x*") do out[#out + 1] = "<" .. m .. ">" end
print(table.concat(out)) --> <xx><xx>
for m in ("none"):gmatch("%d") do print("never") end
local it = ("ab"):gmatch(".")
print(it(), it(), it(), it()) --> a	b	nil
print(type(it), select('#', ("x"):gmatch("x"))) --> function	1
