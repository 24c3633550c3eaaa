-- integer loop only if both initial value and step are integers
local function r(a, b, c)
  local o = {}
  for i = a, b, c do o[#o + 1] = tostring(i) end
  return #o == 0 and "(none)" or table.concat(o, " ")
end
print(r(1, 3, 1)) --> 1 2 3
print(r(1.0, 3, 1)) --> 1.0 2.0 3.0
print(r(1, 3.9, 1)) --> 1 2 3
print(r(1, 3, 1.0)) --> 1.0 2.0 3.0
print(r(1, 2.999999, 1)) --> 1 2
print(r(3, 0.5, -1)) --> 3 2 1
print(r(3, -0.5, -1)) --> 3 2 1 0
print(r(0, 1, 0.25)) --> 0.0 0.25 0.5 0.75 1.0
print(r(1, 0, -0.25)) --> 1.0 0.75 0.5 0.25 0.0
print(r(0.1, 0.35, 0.1)) --> 0.1 0.2 0.3
print(r(1, math.huge > 0 and 3 or 0, 2)) --> 1 3
print(r(-1, -0.0, 1)) --> -1 0
print(r(-1.0, -0.0, 1)) --> -1.0 0.0
