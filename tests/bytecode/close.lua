-- variables to be closed, left in every way
local a <close> = f()
do
  local b <close> = f()
  if b then return 1, f() end
end
for i = 1, 2 do
  local c <close> = f()
  if i == 1 then break end
  goto continue
  ::continue::
end
return f()
