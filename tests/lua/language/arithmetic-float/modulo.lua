-- float % : sign of divisor, exact, infinities
print(5.5 % 2, -5.5 % 2, 5.5 % -2, -5.5 % -2) --> 1.5	0.5	-0.5	-1.5
print(5 % 3.0, -5 % 3.0, 5 % -3.0, -6 % 3.0, 6 % -3.0) --> 2.0	1.0	-1.0	-0.0	0.0
print(-0.0 % 5, 0.0 % -5) --> -0.0	0.0
print(5 % math.huge, -5 % math.huge, 5 % -math.huge, -5 % -math.huge) --> 5.0	inf	-inf	-5.0
local nan = math.huge % 2
print(nan ~= nan, 1.0 % 0 ~= 1.0 % 0) --> true	true
print(1e15 % 7, 2^53 % 3, 0.3 % 0.1 < 0.1, 1 % 0.1) --> 6.0	2.0	true	0.1
print(-1e-20 % 1, 1e300 % 7) --> 1.0	1.0
