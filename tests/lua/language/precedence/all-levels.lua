-- fully parenthesized versions must agree
print(1 or false and false, 1 or (false and false)) --> 1	1
print(1 < 2 and 2 < 3, 1 == 1 and 2 ~= 2) --> true	false
print(6 & 3 | 8 ~ 1, (6 & 3) | (8 ~ 1)) --> 11	11
print(1 | 6 & 2, 1 | (6 & 2), (1 | 6) & 2) --> 3	3	2
print(1 ~ 3 & 2, 1 ~ (3 & 2), (1 ~ 3) & 2) --> 3	3	2
print(1 << 2 & 4, 1 << 2 + 1, 1 + 1 << 2) --> 4	8	8
print(1 .. 2 + 3, 1 .. 2 * 2, 1 .. 2 ^ 2, 2 * 3 .. 4) --> 15	14	14.0	64
print(2 + 3 * 4 ^ 2 / 2, 2 * 3 % 4, 7 - 2 - 1, 100 / 10 / 5, 7 // 2 * 2) --> 26.0	2	4	2.0	6
print(2 ^ 2 ^ 3, -2 ^ 2, 2 ^ -1 ^ 2, not 1 == 2, -3 % 5, -(3 % 5)) --> 256.0	-4.0	0.5	false	2	-3
print(#"ab" + 1, -#"ab", (#"ab") ^ 2, ~1 + 1, - - 2, not not nil) --> 3	-2	4.0	-1	2	false
print(1 .. 2 == "12", "a" < "b" == true, 1 + 1 == 2 and "yes" or "no") --> true	true	yes
print(5 > 3 == (3 < 5), 2 * 3 == 6.0, (3 | 4) == 7) --> true	true	true
