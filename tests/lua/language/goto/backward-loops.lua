-- backward goto makes loops
local n = 0
::top::
n = n + 1
if n < 5 then goto top end
print(n) --> 5
do
  local i, s = 1, 0
  ::loop::
  if i <= 10 then
    s = s + i
    i = i + 1
    goto loop
  end
  print(s) --> 55
end
local function f(k)
  ::a::
  if k <= 0 then return "end" end
  k = k - 1
  do goto b end
  ::c:: do return "never" end
  ::b:: goto a
end
print(f(1000)) --> end
