-- A counter answers the questions of three customers, who tell process 1 what they paid:
--   tidelock run --trace shop.json --quantum 1000 examples/shop.lua
local ipc = require "system.ipc"
local sys = require "system.syscall"

local counter = [=[
  local prices = { bread = 3, milk = 2 }
  os.bind("price")
  for _ = 1, 6 do
    local question = os.pull()
    for _ = 1, 500 do end -- looks it up
    os.answer(question.cid, true, prices[question.args[1]])
  end
]=]

local customer = [[
  local ipc = require "system.ipc"
  os.rpc.alarm(1e-6) -- comes when the counter is open
  local sum = 0
  for _, what in ipairs { "bread", "milk" } do
    sum = sum + os.rpc.price(what)
    for _ = 1, 2000 do end -- thinks about it
  end
  ipc.sendEvent(1, "paid", sum)
]]

local spawn = system.ProcessManager.spawn
spawn(counter, { name = "counter" })
for i = 1, 3 do
  spawn(customer, { name = "customer " .. i })
end
for _ = 1, 3 do
  local _, sum, pid = ipc.receiveEvent(nil, "paid")
  print("process " .. pid .. " paid " .. sum)
end
for _ = 1, 4 do
  sys.wait()
end
