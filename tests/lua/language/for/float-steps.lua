-- float loops: the counter is incremented, infinities are fine
local function r(a, b, c)
  local n, last = 0
  for i = a, b, c do n = n + 1; last = i; if n == 10 then break end end
  return n, last
end
print(r(1.0, 2.0, 0.25)) --> 5	2.0
print(r(0.0, 1.0, 0.1)) --> 10	0.9
print(r(1.0, 0.0, -0.5)) --> 3	0.0
print(r(0.0, math.huge, 1e308)) --> 10	inf
print(r(-math.huge, 0.0, 1.0)) --> 10	-inf
print(r(2^53, 2^53 + 4, 1.0)) --> 10	9.007199254741e+15
print(r(1.0, 5.0, math.huge)) --> 1	1.0
print(r(5, 1, -math.huge)) --> 1	5.0
print(r(-0.0, 0.0, 1)) --> 1	-0.0
print(r(1.0, -math.huge, 1)) --> 0	nil
print(r(1.0, -math.huge, -1e308)) --> 10	-inf
