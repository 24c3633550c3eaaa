-- A coroutine left suspended in a __close had in its state the stack's top of whatever was done last, a safepoint for
-- one, so that equal states had different hashes.
local function yields() coroutine.yield() end
local function suspend(body)
  local co = coroutine.wrap(body)
  co()
  return co
end
block = suspend(function()
  do
    local c <close> = setmetatable({}, {__close = yields})
    select("#", 1, 2, 3, 4, 5, 6)
    local i = 0
    while i < 3 do i = i + 1 end
  end
end)
result = suspend(function()
  local c <close> = setmetatable({}, {__close = yields})
  select("#", 1, 2, 3, 4, 5, 6)
  local i = 0
  while i < 3 do i = i + 1 end
  return i, i
end)
print("suspended") --> suspended
