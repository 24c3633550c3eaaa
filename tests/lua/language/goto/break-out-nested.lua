-- goto leaves several loops
local found
for i = 1, 10 do
  for j = 1, 10 do
    for k = 1, 10 do
      if i * j * k == 42 then found = {i, j, k} goto done end
    end
  end
end
::done::
print(found[1], found[2], found[3]) --> 1	6	7
do
  local n = 0
  while true do
    repeat
      n = n + 1
      if n == 7 then goto out end
    until false
  end
  ::out::
  print(n) --> 7
end
