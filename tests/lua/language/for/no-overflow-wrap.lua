-- the loop variable never wraps around
local function all(a, b, c)
  local o = {}
  for i = a, b, c do o[#o + 1] = i; if #o > 6 then return "RUNAWAY" end end
  return #o, o[1], o[#o]
end
local M, m = math.maxinteger, math.mininteger
print(all(M - 2, M, 1)) --> 3	9223372036854775805	9223372036854775807
print(all(m + 2, m, -1)) --> 3	-9223372036854775806	-9223372036854775808
print(all(M - 2, M, 2)) --> 2	9223372036854775805	9223372036854775807
print(all(M - 1, M, 3)) --> 1	9223372036854775806	9223372036854775806
print(all(m + 1, m, -3)) --> 1	-9223372036854775807	-9223372036854775807
print(all(m, M, M)) --> 3	-9223372036854775808	9223372036854775806
print(all(M, m, m)) --> 2	9223372036854775807	-1
print(all(M, m, -M)) --> 3	9223372036854775807	-9223372036854775807
print(all(0, M, M)) --> 2	0	9223372036854775807
print(all(0, m, m)) --> 2	0	-9223372036854775808
print(all(-1, m, m)) --> 1	-1	-1
print(all(1, M, M)) --> 1	1	1
print(all(m, m, 1)) --> 1	-9223372036854775808	-9223372036854775808
print(all(M, M, -1)) --> 1	9223372036854775807	9223372036854775807
