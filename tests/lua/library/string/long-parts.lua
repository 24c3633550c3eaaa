-- 6.4 texts beyond what is copied in one step: captures, replacements, formats, packed strings
local big = ("x"):rep(70000)
local a, b = (big .. "yz"):match("(.*)(y)z")
print(#a, b) --> 70000	y
local from, to, c, d = (big .. "y"):find("()x(.*)y")
print(from, to, c, #d) --> 1	70001	1	69999
local text, count = ("axa"):gsub("x", {x = big})
print(#text, count, text:sub(1, 3), text:sub(-3)) --> 70002	1	axx	xxa
text, count = (big .. "y"):gsub("(.*)y", "%1-%1")
print(#text, count, text:find("-", 1, true)) --> 140001	1	70001	70001
text, count = (big .. "y"):gsub("(.*)(y)", function(x, y) return #x .. y end)
print(text, count) --> 70000y	1
text, count = (big .. "y"):gsub("(.*)y", {[big] = "k"})
print(text, count) --> k	1
print(#string.format("%10s%.3s|%s", big, big, big), pcall(string.format, "%10s", big .. "\0")) --> 140004	false	bad argument #2 to 'string.format' (string contains zeros)
print(#string.format("%q", ("\0a\"\n"):rep(20000))) --> 140002
local packed = string.pack("s4zb", big, big, 7)
local x, y, z, at = string.unpack("s4zb", packed)
print(#packed, x == big, y == big, z, at) --> 140006	true	true	7	140007
print(pcall(string.pack, "z", big .. "\0")) --> false	bad argument #2 to 'string.pack' (string contains zeros)
print(pcall(string.unpack, "z", big)) --> false	bad argument #2 to 'string.unpack' (unfinished string for format 'z')
print(select("#", big:byte(1, -1)), (select(-1, big:byte(1, -1)))) --> 70000	120
print(#table.concat({big, 1}, big), #string.char(big:byte(1, 9000)), #utf8.char(big:byte(1, 9000))) --> 140001	9000	9000
