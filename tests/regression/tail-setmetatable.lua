-- found by fuzzing: whether `setmetatable` took a frame hung on what was remembered of the metatable
local class = {}
class.__index = class
local function new() return setmetatable({}, class) end
local made = 0
local run = coroutine.wrap(function()
  for v in coroutine.wrap(function() for i = 1, 20 do new() coroutine.yield(i) end end) do
    if getmetatable(new()) == class then made = made + v end
    coroutine.yield()
  end
end)
for _ = 1, 20 do run() class.extra = made end
print(made) --> 210
