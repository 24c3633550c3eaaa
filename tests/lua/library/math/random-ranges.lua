-- 6.7 math.random: limits of the ranges
math.randomseed(7)
local ok = true
for i = 1, 1000 do
  local f, a, b = math.random(), math.random(3), math.random(-2, 2)
  ok = ok and f >= 0 and f < 1 and a >= 1 and a <= 3 and b >= -2 and b <= 2
end
print(ok, math.random(1), math.random(5, 5), math.random(math.maxinteger, math.maxinteger)) --> true	1	5	9223372036854775807
print(math.type(math.random()), math.type(math.random(3)), math.type(math.random(0)), math.type(math.random(1.0, 2.0))) --> float	integer	integer	integer
local seen = {}
for i = 1, 200 do seen[math.random(4)] = true end
print(#seen) --> 4
print(math.random(math.mininteger, math.mininteger) == math.mininteger) --> true
