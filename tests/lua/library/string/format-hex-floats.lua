-- 6.4 string.format: %a and %A
local f = string.format
print(f("%a %a %a", 1.0, 0.5, -2.0)) --> 0x1p+0 0x1p-1 -0x1p+1
print(f("%A", 255.5), f("%a", 0.0), f("%a", -0.0)) --> 0X1.FFP+7	0x0p+0	-0x0p+0
print(f("%.3a|%.0a|%20a|%-12a|", 1.0, 1.0, 1.0, 1.0)) --> 0x1.000p+0|0x1p+0|              0x1p+0|0x1p+0      |
print(f("%a", 0.1), f("%a", 1/3)) --> 0x1.999999999999ap-4	0x1.5555555555555p-2
print(f("%a %a", 1/0, -1/0), f("%+a", 1.0)) --> inf -inf	+0x1p+0
print(tonumber(f("%a", 0.1)) == 0.1, tonumber(f("%a", 1e308)) == 1e308) --> true	true
print(f("%a", 5), f("%a", "2.5"), f("%a", 2^-1022), f("%a", 2^-1074)) --> 0x1.4p+2	0x1.4p+1	0x1p-1022	0x0.0000000000001p-1022
print(pcall(f, "%a", {})) --> false	bad argument #2 to 'string.format' (number expected, got table)
