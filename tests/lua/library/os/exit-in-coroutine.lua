-- 6.9 os.exit from within a coroutine closes variables of the main program, those that closures share too
local order = {}
local first <close> = setmetatable({}, {__close = function() print("first", table.concat(order, " ")) end}) --> first	second
local kept = setmetatable({}, {__gc = function() print("collected") end}) --> collected
local second <close> = setmetatable({}, {__close = function() order[#order + 1] = "second" end})
local function all() return first, second, kept end
local gone <close> = setmetatable({}, {__close = function() print("never") end})
getmetatable(gone).__close = nil
coroutine.wrap(function()
  local inner <close> = setmetatable({}, {__close = function() print("inner") end})
  os.exit(true, true)
end)()
