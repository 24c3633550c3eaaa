-- a % b == a - (a // b) * b, result has the sign of b
print(7 % 3, -7 % 3, 7 % -3, -7 % -3) --> 1	2	-2	-1
print(6 % 3, -6 % 3, 6 % -3, 0 % -3) --> 0	0	0	0
print(math.mininteger % -1, math.mininteger % 1, math.mininteger % 2) --> 0	0	0
print(math.mininteger % math.maxinteger, math.maxinteger % math.mininteger) --> 9223372036854775806	-1
print(1 % math.mininteger, -1 % math.maxinteger, -1 % math.mininteger) --> -9223372036854775807	9223372036854775806	-1
print(5 % math.maxinteger, -5 % math.maxinteger) --> 5	9223372036854775802
local M, m = math.maxinteger, math.mininteger
for _, a in ipairs{m, m + 1, -7, -1, 0, 1, 7, M} do
  for _, b in ipairs{m, m + 1, -3, -1, 1, 3, M} do
    assert(a == (a // b) * b + a % b)
  end
end
print("ok") --> ok
