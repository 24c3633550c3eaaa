-- explicit blocks limit scope
local x = 1
do
  local x = 2
  do local x = 3; print(x) end --> 3
  print(x) --> 2
  x = 20
  print(x) --> 20
end
print(x) --> 1
do y = 5 end
print(y) --> 5
do do do end end end
do local x <const> = 9 print(x) end print(x) --> 9
--> 1
