-- closures captured before a break keep their own variables
local f
for i = 1, 5 do
  local x = i * 2
  f = function(d) x = x + d; return x end
  if i == 3 then break end
end
print(f(1), f(1)) --> 7	8
local g
while true do
  local y = "w"
  g = function() y = y .. "!"; return y end
  break
end
print(g(), g()) --> w!	w!!
