-- 6.8 io.lines: formats, four results, and the file is closed at the end, by break and by errors
local name = "lines-of-a-file.tmp"
io.open(name, "w"):write("first\nsecond\n\n4 5 6"):close()
local next_line, state, control, file = io.lines(name)
print(type(next_line), state, control, io.type(file)) --> function	nil	nil	file
print(next_line(), next_line(), next_line(), next_line(), next_line(), io.type(file)) --> first	second		4 5 6	nil	closed file
print(pcall(next_line)) --> false	file is already closed
for a, b in io.lines(name, 1, "L") do io.write("[", a, "|", tostring(b), "]") end
print() --> [f|irst
--> ][s|econd
--> ][
for a in io.lines(name, 4) do io.write("<", (a:gsub("\n", "\\n")), ">") end
print() --> |4 5 6]
for l in io.lines(name, "a") do print(#l) break end --> <firs><t\nse><cond><\n\n4 ><5 6>
local kept
for _ in (function() local a, b, c, d = io.lines(name) kept = d return a, b, c, d end)() do break end
print(io.type(kept)) --> 19
print(pcall(function() for _ in (function() local a, b, c, d = io.lines(name) kept = d return a, b, c, d end)() do error("e", 0) end end)) --> closed file
print(io.type(kept)) --> false	e
local f = io.open(name)
for l in f:lines("n") do print(l) end --> closed file
print(io.type(f), select("#", f:lines())) --> file	1
f:close()
print(pcall(f.lines, f)) --> false	attempt to use a closed file
print(pcall(io.lines(name, "x"))) --> false	bad argument #2 to '?' (invalid format)
print(pcall(io.lines, name, table.unpack({}, 1, 251))) --> false	bad argument #252 to 'io.lines' (too many arguments)
print(os.remove(name)) --> true
