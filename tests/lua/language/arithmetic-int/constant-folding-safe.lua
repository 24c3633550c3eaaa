-- folding must not change results: -0.0, division by zero, NaN
local z = 0.0
print(1 / (-0.0), 1 / (0.0 * -1), 1 / (-z)) --> -inf	-inf	-inf
print(0.0 == -0.0, 1 / 0.0 == 1 / -0.0) --> true	false
local a, b = 0.0, -0.0
print(1 / a, 1 / b) --> inf	-inf
local c, d = -0.0, 0.0
print(1 / c, 1 / d) --> -inf	inf
print(pcall(load("return 1 // 0")) == false, pcall(load("return 1 % 0")) == false) --> true	true
print(1 // 0.0, 3 | 4, 1 << 64, ~0, 5 // 0.3) --> inf	7	0	-1	16.0
local t = {0.0, -0.0, 0}
print(1 / t[1], 1 / t[2], 1 / t[3], math.type(t[3])) --> inf	-inf	inf	integer
local i, f = 1, 1.0
print(i, f, i == f) --> 1	1.0	true
local function k() return 1, 1.0, "1", 0, -0.0 end
print(k()) --> 1	1.0	1	0	-0.0
