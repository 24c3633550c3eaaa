-- 6.5 utf8.char
print(utf8.char(72, 228, 8364, 128512), utf8.char() == "") --> Hä€😀	true
print(#utf8.char(0x7F), #utf8.char(0x80), #utf8.char(0x7FF), #utf8.char(0x800), #utf8.char(0xFFFF), #utf8.char(0x10000)) --> 1	2	2	3	3	4
print(#utf8.char(0x10FFFF), #utf8.char(0x1FFFFF), #utf8.char(0x200000), #utf8.char(0x3FFFFFF), #utf8.char(0x4000000), #utf8.char(0x7FFFFFFF)) --> 4	4	5	5	6	6
print(utf8.char(0) == "\0", utf8.char(0xD800) == "\u{D800}", utf8.char(0x7FFFFFFF) == "\u{7FFFFFFF}") --> true	true	true
print(utf8.char("65", 66.0)) --> AB
print(pcall(utf8.char, -1)) --> false	bad argument #1 to 'utf8.char' (value out of range)
print(pcall(utf8.char, 0x80000000)) --> false	bad argument #1 to 'utf8.char' (value out of range)
print(pcall(utf8.char, 65, "x")) --> false	bad argument #2 to 'utf8.char' (number expected, got string)
print(pcall(utf8.char, 1.5)) --> false	bad argument #1 to 'utf8.char' (number has no integer representation)
