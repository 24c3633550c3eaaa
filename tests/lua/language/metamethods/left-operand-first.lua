-- the left operand's metamethod wins
local function mk(name, withadd)
  return setmetatable({}, {__add = withadd and function() return name end or nil, __lt = function() return name == "L" end, __concat = function() return name end, __eq = function() return name == "L" end})
end
local L, R, N = mk("L", true), mk("R", true), mk("N", false)
print(L + R, R + L, N + R, R + N, 1 + R, L + nil) --> L	R	R	R	R	L
print(L < R, R < L, L > R) --> true	false	false
print(L .. R, R .. L, "x" .. R) --> L	R	R
print(L == R, R == L, L ~= R) --> true	false	false
