-- IEEE double arithmetic is exact where expected
print(0.1 + 0.2 - 0.3 == 2^-54, 0.5 + 0.25) --> true	0.75
print(2^53 + 1.0 == 2^53, 2^53 + 2.0 == 2^53 + 2) --> true	true
print(1e16 + 1 == 1e16, 1e16 + 2 > 1e16) --> true	true
print((0.1 + 0.2) + 0.3 == 0.1 + (0.2 + 0.3)) --> false
local s = 0
for i = 1, 10 do s = s + 0.1 end
print(s == 1, s < 1, string.format("%.17g", s)) --> false	true	0.99999999999999989
print(string.format("%.17g %.17g", 0.1, 1/3), string.format("%a", 0.5)) --> 0.10000000000000001 0.33333333333333331	0x1p-1
print(1 + 2^-52 > 1, 1 + 2^-53 == 1) --> true	true
