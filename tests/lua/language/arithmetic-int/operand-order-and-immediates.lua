-- small constants on either side, register-constant forms
local x = 10
print(x + 1, 1 + x, x - 1, 1 - x, x * 2, 2 * x) --> 11	11	9	-9	20	20
print(x - -128, x + -127, x - 128, x + 128, x - 256, 256 - x) --> 138	-117	-118	138	-246	246
print(x // 3, 100 // x, x % 3, 103 % x, x / 4, 4 / x) --> 3	10	1	3	2.5	0.4
print(x & 6, 6 & x, x | 5, 5 | x, x ~ 3, 3 ~ x) --> 2	2	15	15	9	9
print(x << 1, 1 << x, x >> 1, 1024 >> x, x << -1, x >> -1) --> 20	1024	5	1	5	20
print(x ^ 2, 2 ^ x) --> 100.0	1024.0
local f = 2.5
print(f + 1, 1 + f, f - 1, 1 - f, f * 2, f // 1, f % 1, 1 % f) --> 3.5	3.5	1.5	-1.5	5.0	2.0	0.5	1.0
print(x < 11, 11 < x, x <= 10, 10 <= x, x > 9, 9 > x, x >= 10.0, 10.5 >= x) --> true	false	true	true	true	false	true	true
