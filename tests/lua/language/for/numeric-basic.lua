-- bounds, step, loop variable is local
local function r(a, b, c)
  local o = {}
  if c then for i = a, b, c do o[#o + 1] = tostring(i) end
  else for i = a, b do o[#o + 1] = tostring(i) end end
  return #o == 0 and "(none)" or table.concat(o, " ")
end
print(r(1, 3)) --> 1 2 3
print(r(3, 1)) --> (none)
print(r(3, 1, -1)) --> 3 2 1
print(r(1, 3, -1)) --> (none)
print(r(1, 10, 4)) --> 1 5 9
print(r(10, 1, -4)) --> 10 6 2
print(r(1, 1), r(1, 1, -1), r(0, -0)) --> 1	1	0
print(r(-3, -1)) --> -3 -2 -1
local i = "outer"
for i = 1, 2 do i = i * 10 end
print(i) --> outer
for k = 1, 3 do local old = k; k = 99; print(old, k) end --> 1	99
--> 2	99
--> 3	99
