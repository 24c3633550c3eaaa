-- 6.7 sin, cos, tan, asin, acos, atan, deg, rad
local function r(x) return ("%.6f"):format(x) end
print(r(math.sin(1)), r(math.cos(1)), r(math.tan(1))) --> 0.841471	0.540302	1.557408
print(math.sin(0), math.cos(0), math.tan(0), math.asin(0), math.acos(1), math.atan(0)) --> 0.0	1.0	0.0	0.0	0.0	0.0
print(r(math.asin(1)), r(math.acos(0)), r(math.acos(-1)), r(math.atan(1))) --> 1.570796	1.570796	3.141593	0.785398
print(r(math.atan(1, -1)), r(math.atan(-1, -1)), r(math.atan(-1, 1)), r(math.atan(0, -1)), r(math.atan(1, 0))) --> 2.356194	-2.356194	-0.785398	3.141593	1.570796
print(r(math.atan(0.0, 0.0)), r(math.atan(-0.0, -1)), math.atan(-0.0, 1), r(math.atan(math.huge))) --> 0.000000	-3.141593	-0.0	1.570796
print(math.deg(math.pi), math.rad(180) == math.pi, math.deg(0), r(math.rad(90))) --> 180.0	true	0.0	1.570796
print((tostring(math.asin(2)):gsub("-", "")), (tostring(math.sin(math.huge)):gsub("-", ""))) --> nan	nan
print(pcall(math.sin)) --> false	bad argument #1 to 'math.sin' (number expected, got no value)
print(pcall(math.atan, 1, {})) --> false	bad argument #2 to 'math.atan' (number expected, got table)
print(pcall(math.deg, "x")) --> false	bad argument #1 to 'math.deg' (number expected, got string)
