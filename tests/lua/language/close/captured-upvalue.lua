-- closures may capture tbc variables, and outlive them
local f
do
  local t <close> = setmetatable({v = 1}, {__close = function(o) o.v = "closed" end})
  f = function() return t.v end
  print(f()) --> 1
end
print(f()) --> closed
local r = {}
for i = 1, 3 do
  local o <close> = setmetatable({i = i}, {__close = function(o) o.i = -o.i end})
  r[i] = function() return o.i end
end
print(r[1](), r[2](), r[3]()) --> -1	-2	-3
