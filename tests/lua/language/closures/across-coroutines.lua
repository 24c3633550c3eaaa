-- an open upvalue is shared between coroutines
local x = 0
local co = coroutine.wrap(function() while true do x = x + 1; coroutine.yield(x) end end)
print(co(), x) --> 1	1
x = 10
print(co(), x) --> 11	11
local setter
local co2 = coroutine.wrap(function()
  local y = 1
  setter = function(v) y = v end
  while true do coroutine.yield(y) end
end)
print(co2()) --> 1
setter(42)
print(co2()) --> 42
local get
local co3 = coroutine.create(function() local z = "alive"; get = function() return z end; coroutine.yield(); error("die") end)
coroutine.resume(co3)
print(get()) --> alive
coroutine.resume(co3)
co3 = nil
collectgarbage()
print(get()) --> alive
