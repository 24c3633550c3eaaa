-- & | ~ << >> on integers
print(0xF0 & 0x3C, 0xF0 | 0x0F, 0xF0 ~ 0xFF, ~0, ~5, ~-1) --> 48	255	15	-1	-6	0
print(-1 & 0xFF, -1 | 0, -1 ~ -1, math.mininteger & -1) --> 255	-1	0	-9223372036854775808
print(1 << 0, 1 << 1, 1 << 62, 1 << 63, -1 << 1) --> 1	2	4611686018427387904	-9223372036854775808	-2
print(256 >> 4, -1 >> 1, -1 >> 63, -1 >> 60, math.mininteger >> 63) --> 16	9223372036854775807	1	15	1
print(~math.maxinteger == math.mininteger, ~~5) --> true	5
print(5 & 3 | 8, 5 | 3 & 8, 1 | 2 ~ 3, 6 ~ 3 & 1) --> 9	5	1	7
print(string.format("%x", ~0), string.format("%x", -1 >> 4)) --> ffffffffffffffff	fffffffffffffff
