-- 6.5 utf8.char and utf8.codepoint with many characters
local codes = {}
for i = 1, 5000 do codes[i] = i end
local text = utf8.char(table.unpack(codes))
print(#text, utf8.len(text), utf8.codepoint(text, -1 - 2)) --> 12826	5000	5000
local again = {utf8.codepoint(text, 1, -1)}
print(#again, again[1], again[127], again[128], again[5000]) --> 5000	1	127	128	5000
codes[3000] = -1
print(pcall(utf8.char, table.unpack(codes))) --> false	bad argument #3000 to 'utf8.char' (value out of range)
codes[3000] = "x"
print(pcall(utf8.char, table.unpack(codes))) --> false	bad argument #3000 to 'utf8.char' (number expected, got string)
print(pcall(utf8.codepoint, ("x"):rep(2000000), 1, -1)) --> false	stack overflow (string slice too long)
print(pcall(string.byte, ("x"):rep(2000000), 1, -1)) --> false	stack overflow (string slice too long)
