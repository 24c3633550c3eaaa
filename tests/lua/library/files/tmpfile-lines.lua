-- 6.8 file:lines with formats; errors in the loop
local f = io.tmpfile()
f:write("a 1\nb 2\n\nc 3")
f:seek("set")
for l in f:lines() do io.write("[", l, "]") end print("|") --> [a 1][b 2][][c 3]|
f:seek("set")
for l in f:lines("L") do io.write((l:gsub("\n", "$")), "|") end print("end") --> a 1$|b 2$|$|c 3|end
f:seek("set")
for a, b in f:lines(1, 2) do io.write((a .. "," .. (b or "nil")):gsub("\n", "$"), ";") end print("end") --> a, 1;$,b ;2,$$;c, 3;end
f:seek("set")
for c in f:lines("a") do io.write(#c, "\n") break end --> 12
f:seek("set")
local it = f:lines("l")
print(it(), it(), #it(), it(), it()) --> a 1	b 2	0	c 3
print(io.type(f)) --> file
f:close()
print(pcall(it)) --> false	file is already closed
