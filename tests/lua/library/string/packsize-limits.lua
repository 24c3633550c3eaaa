-- 6.4.2 string.packsize: sizes; variable-length formats are errors
print(string.packsize(""), string.packsize("b"), string.packsize("i4i8"), string.packsize("<!8 bi8")) --> 0	1	12	16
print(string.packsize("c10"), string.packsize("c0"), string.packsize("xxx"), string.packsize("hlj")) --> 10	0	3	18
print(pcall(string.packsize, "s")) --> false	bad argument #1 to 'string.packsize' (variable-length format)
print(pcall(string.packsize, "z")) --> false	bad argument #1 to 'string.packsize' (variable-length format)
print(pcall(string.packsize, "s4")) --> false	bad argument #1 to 'string.packsize' (variable-length format)
print(pcall(string.packsize, "c")) --> false	missing size for format option 'c'
print(pcall(string.packsize, "q")) --> false	invalid format option 'q'
print(pcall(string.packsize)) --> false	bad argument #1 to 'string.packsize' (string expected, got no value)
