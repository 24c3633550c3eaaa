-- variables of loops that are new each time round, jumped past
local kept = {}
function body()
  local i = 0
  ::top::
  i = i + 1
  do
    local mine = {i}
    if i % 3 == 0 then goto continue end
    kept[#kept + 1] = function() mine[1] = mine[1] + 1 return mine[1] end
  end
  ::continue::
  if i < 10 then goto top end
  for j = 1, 5 do local x = j kept[#kept + 1] = function() x = x + 1 return x end end
  return kept[1](), kept[#kept]()
end
function check()
  for _, f in ipairs(kept) do local before = f() assert(f() == before + 1) end
  return "each has its own"
end
