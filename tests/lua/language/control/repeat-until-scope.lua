-- the condition sees the block's locals
local n = 0
repeat
  n = n + 1
  local done = n >= 3
until done
print(n) --> 3
local fs = {}
local i = 0
repeat
  i = i + 1
  local v = i * 10
  fs[i] = function() return v end
until v >= 30
print(fs[1](), fs[2](), fs[3]()) --> 10	20	30
-- upvalue captured in the condition itself
local caught = {}
local k = 0
repeat
  k = k + 1
  local u = k
until (function() caught[k] = function() u = u + 1; return u end; return u == 3 end)()
print(caught[1](), caught[1](), caught[2](), caught[3]()) --> 2	3	3	4
local x = true
repeat local x = false until not x
print(x) --> true
repeat until true
print("end") --> end
