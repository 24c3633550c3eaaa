-- what was opened is closed, once
local opened, closed = 0, 0
local meta = {__close = function(self) closed = closed + 1 local t = {self} end}
local function open()
  local object = setmetatable({}, meta)
  opened = opened + 1
  return object
end
function body()
  for i = 1, 3 do
    local a <close> = open()
    local b <close>, t = open(), {i}
  end
  local function returns() local c <close> = open() return {1}, {2} end
  for _ in function(_, i) if i < 3 then return i + 1 end end, nil, 0, open() do local t = {} end
  local co = coroutine.wrap(function() local d <close> = open() coroutine.yield({}) return "end" end)
  co()
  return #returns(), co(), opened, closed
end
function check()
  -- One may have been opened that never came into its variable, or was left in a coroutine that nobody resumed.
  assert(opened - closed == 0 or opened - closed == 1 or opened - closed == 2, opened - closed)
  do local last <close> = open() end
  return "closed"
end
