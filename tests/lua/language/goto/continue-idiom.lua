-- goto continue: label at the end of the block
local out = {}
for i = 1, 6 do
  if i % 2 == 0 then goto continue end
  local sq = i * i
  out[#out + 1] = sq
  ::continue::
end
print(table.concat(out, " ")) --> 1 9 25
local i = 0
while i < 5 do
  i = i + 1
  if i == 3 then goto continue end
  local x = i
  out[#out + 1] = -x
  ::continue:: ;;;
end
print(table.concat(out, " ")) --> 1 9 25 -1 -2 -4 -5
i = 0
repeat
  i = i + 1
  if i < 3 then goto next end
  do break end
  ::next::
until false
print(i) --> 3
for i = 1, 3 do
  for j = 1, 3 do
    if j == 2 then goto continue end
    out[#out + 1] = i .. "," .. j
    ::continue::
  end
  goto continue
  ::continue::
end
print(table.concat(out, " ", 8)) --> 1,1 1,3 2,1 2,3 3,1 3,3
