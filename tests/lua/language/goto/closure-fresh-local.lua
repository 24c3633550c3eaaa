-- jumping back out of a local's scope creates a fresh variable each time
local fs = {}
do
  local i = 1
  ::again::
  local x = i
  fs[i] = function() x = x + 100; return x end
  i = i + 1
  if i <= 3 then goto again end
end
print(fs[1](), fs[2](), fs[3]()) --> 101	102	103
print(fs[1](), fs[2](), fs[3]()) --> 201	202	203
local gs = {}
do
  local k = 0
  local y
  ::l1::
  k = k + 1
  gs[k] = function() y = (y or 0) + 1; return y end
  if k < 2 then goto l1 end
end
print(gs[1](), gs[2](), gs[1]()) --> 1	2	3
