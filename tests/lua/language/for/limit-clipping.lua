-- float limits are clipped for integer loops
local function count(a, b, c, max)
  local n, last = 0, nil
  for i = a, b, c do n = n + 1; last = i; if n >= (max or 5) then break end end
  return n, last
end
print(count(1, math.huge, 1)) --> 5	5
print(count(1, -math.huge, 1)) --> 0	nil
print(count(1, -math.huge, -1)) --> 5	-3
print(count(1, math.huge, -1)) --> 0	nil
print(count(1, 0/0, 1)) --> 0	nil
print(count(math.maxinteger - 1, 1e300, 1)) --> 2	9223372036854775807
print(count(math.mininteger + 1, -1e300, -1)) --> 2	-9223372036854775808
print(count(math.maxinteger - 1, 2^63, 1)) --> 2	9223372036854775807
print(count(math.mininteger + 1, -2^63, -1)) --> 2	-9223372036854775808
print(count(math.maxinteger, math.maxinteger + 0.0, 1)) --> 1	9223372036854775807
print(count(1, 2^63, math.maxinteger)) --> 1	1
print(count(math.mininteger, -2^63 - 2^12, 1)) --> 0	nil
print(count(math.maxinteger, 2^63, -1)) --> 0	nil
