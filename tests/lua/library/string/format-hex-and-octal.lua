-- 6.4 string.format: %x %X %o on 64-bit two's complement
local f = string.format
print(f("%x %X %o", 255, 255, 255)) --> ff FF 377
print(f("%x", -1), f("%o", -1), f("%X", math.mininteger)) --> ffffffffffffffff	1777777777777777777777	8000000000000000
print(f("[%#x] [%#X] [%#o] [%#x]", 255, 255, 8, 0)) --> [0xff] [0XFF] [010] [0]
print(f("[%8x] [%-8x] [%08x] [%.4x] [%#10.4x] [%#010x]", 255, 255, 255, 255, 255, 255)) --> [      ff] [ff      ] [000000ff] [00ff] [    0x00ff] [0x000000ff]
print(f("%x %x", 16.0, "255")) --> 10 ff
print(f("%x", math.maxinteger)) --> 7fffffffffffffff
print(pcall(f, "%x", 0.5)) --> false	bad argument #2 to 'string.format' (number has no integer representation)
print(pcall(f, "%X", {})) --> false	bad argument #2 to 'string.format' (number expected, got table)
print(pcall(f, "%+x", 1)) --> false	invalid conversion specification: '%+x'
print(pcall(f, "% o", 1)) --> false	invalid conversion specification: '% o'
print(pcall(f, "%#d", 1)) --> false	invalid conversion specification: '%#d'
