-- logical shifts; >= 64 gives 0; negative reverses direction
print(1 << 63, 1 << 64, 1 << 65, 1 << 1000) --> -9223372036854775808	0	0	0
print(-1 >> 63, -1 >> 64, -1 >> 65, -1 >> 1000) --> 1	0	0	0
print(1 << -1, 2 << -1, 256 >> -2, 1 >> -63, 1 >> -64) --> 0	1	1024	-9223372036854775808	0
print(-1 << -1 == math.maxinteger, -1 << -63, -1 << -64) --> true	1	0
print(1 << math.maxinteger, 1 << math.mininteger, 1 >> math.mininteger, 1 >> math.maxinteger) --> 0	0	0	0
local s = 64
print(1 << s, -1 >> s, 1 << -s, 1 << (s - 1), 1 >> (1 - s)) --> 0	0	0	-9223372036854775808	-9223372036854775808
local k = 3
print(k << 1, 1 << k, k >> 1, 64 >> k, k << -1, k >> -1) --> 6	8	1	8	1	6
print(k << 127, k >> 127, k << 128, k << -128, 5 << s, s << 5) --> 0	0	0	0	0	2048
local ok = 0
for _, n in ipairs{0, 1, 31, 32, 33, 63} do if (1 << n) >> n == 1 then ok = ok + 1 end end
print(ok, 3 << 1.0, 3.0 << 1, 1 >> -1.0) --> 6	6	6	2
