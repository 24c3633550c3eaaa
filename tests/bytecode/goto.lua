-- labels and gotos
local i = 1
::top::
i = i + 1
if i < 10 then goto top end
do
  local captured = i
  local function f() captured = f end
  if f then goto out end
end
::out::
for j = 1, 3 do
  if j == 2 then goto continue end
  i = i + j
  ::continue::
end
