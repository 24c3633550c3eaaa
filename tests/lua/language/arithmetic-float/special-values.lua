-- infinities, NaN, negative zero
local inf, nan = math.huge, 0/0
print(inf, -inf, inf == 1/0, -inf == -1/0) --> inf	-inf	true	true
print(nan ~= nan, nan == nan, nan < nan, nan <= nan, nan > 1, nan < 1) --> true	false	false	false	false	false
print(inf - inf ~= inf - inf, inf * 0 ~= inf * 0, inf + inf, inf * -1) --> true	true	inf	-inf
print(-0.0, 0.0, -0.0 == 0.0, 1 / -0.0, 0.0 - 0.0, -0.0 - 0.0, -0.0 + 0.0) --> -0.0	0.0	true	-inf	0.0	-0.0	0.0
print(0.0 * -1, 0 * -1, -1 * 0.0) --> -0.0	0	-0.0
print(1e308 + 1e308, -1e308 - 1e308, 5e-324 / 2) --> inf	-inf	0.0
print(inf // 1, -inf // 1, 1 // inf, -1 // inf) --> inf	-inf	0.0	-0.0
local t = {[inf] = "i", [-inf] = "-i"}
print(t[inf], t[1/0], t[-1/0]) --> i	i	-i
