-- 6.4 string.format: %c
local f = string.format
print(f("%c%c%c", 76, 117, 97)) --> Lua
print(f("[%3c] [%-3c]", 65, 66)) --> [  A] [B  ]
print(#f("%c", 0), f("%c", 0) == "\0", #f("a%cb%c", 0, 0)) --> 1	true	4
print(f("%c", "65"), f("%c", 65.0), f("%c", 256 + 65)) --> A	A	A
print(pcall(f, "%c", "x")) --> false	bad argument #2 to 'string.format' (number expected, got string)
print(pcall(f, "%c", 65.5)) --> false	bad argument #2 to 'string.format' (number has no integer representation)
print(pcall(f, "%05c", 65)) --> false	invalid conversion specification: '%05c'
print(pcall(f, "%.1c", 65)) --> false	invalid conversion specification: '%.1c'
print(pcall(f, "%c")) --> false	bad argument #2 to 'string.format' (no value)
