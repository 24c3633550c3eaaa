-- finalizers run, once each
local made, finalized = 0, {}
local meta = {__gc = function(self) finalized[self.number] = (finalized[self.number] or 0) + 1 local t = {{}, {}} end}
local function make(object)
  object.number = made + 1
  setmetatable(object, meta)
  made = made + 1
end
function body()
  for i = 1, 4 do make {} end
  collectgarbage()
  for i = 1, 4 do make {} end
  return made
end
function check()
  collectgarbage()
  collectgarbage()
  for number, times in pairs(finalized) do assert(times == 1, number) end
  -- A finalizer that failed has run.
  return #finalized - made == 0 or #finalized - made == -1 or #finalized - made == 1
end
