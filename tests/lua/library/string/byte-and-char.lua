-- 6.4 string.byte and string.char
print(string.byte("A"), string.byte("ABC", 2), string.byte("ABC", -1)) --> 65	66	67
print(string.byte("ABC", 1, -1)) --> 65	66	67
print(string.byte("ABC", 0, 10)) --> 65	66	67
print(select('#', string.byte("")), select('#', string.byte("abc", 10))) --> 0	0
print(select('#', string.byte("abc", 3, 2)), select('#', string.byte("abc", -10))) --> 0	0
print(string.byte("\0\255\128", 1, 3)) --> 0	255	128
print(string.byte("hello", -3, -2)) --> 108	108
print(("x"):byte(), ("\n"):byte()) --> 120	10
print(string.char(72, 101, 108, 108, 111), string.char() == "") --> Hello	true
print(#string.char(0, 0, 255), string.char(0x41, "66", 67.0)) --> 3	ABC
print(string.char(("roundtrip"):byte(1, -1))) --> roundtrip
print(string.byte("abc", math.mininteger, math.maxinteger)) --> 97	98	99
