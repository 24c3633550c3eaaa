-- comparison < | < ~ < & < shift < .. < additive < multiplicative < unary < power
print(2 + 3 * 4 ^ 2 / 2, 2 * 3 % 4, 7 - 2 - 1, 2 ^ 2 ^ 3, -2 ^ 2, 2 ^ -1) --> 26.0	2	4	256.0	-4.0	0.5
print(1 << 2 + 1, (1 << 2) + 1, 1 + 1 << 2, 16 >> 1 + 1) --> 8	5	8	4
print(5 & 4 == 4 == nil, 6 & 3 | 8 ~ 1, 1 | 6 & 2, 1 ~ 3 & 2, 1 | 2 ~ 2) --> false	11	3	3	1
