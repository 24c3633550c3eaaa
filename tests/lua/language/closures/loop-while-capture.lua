-- a local in a while body is fresh each iteration; one outside is shared
local fs, gs = {}, {}
local i = 1
while i <= 3 do
  local j = i
  fs[i] = function() j = j + 1; return j end
  gs[i] = function() i = i + 1; return i end
  i = i + 1
end
print(fs[1](), fs[1](), fs[2](), fs[3]()) --> 2	3	3	4
print(gs[1](), gs[2](), gs[3](), i) --> 5	6	7	7
local hs = {}
for k = 1, 2 do
  local x = k
  hs[#hs + 1] = function() return x end
  x = x + 100
  hs[#hs + 1] = function() x = x + 1; return x end
end
print(hs[1](), hs[2](), hs[1](), hs[3](), hs[4](), hs[3]()) --> 101	102	102	102	103	103
