-- One process sends so many messages as fast as there is room for them, the other receives them.
io.stdout:setvbuf "line"
local ipc = require "system.ipc"
local count = tonumber((...))
local receiver = system.ProcessManager.spawn [[
  local ipc = require "system.ipc"
  local sum = 0
  while true do
    local name, message, sender = ipc.receiveEvent()
    if name == "stop" then
      ipc.sendEvent(sender, "sum", sum)
      break
    end
    sum = sum + message.number + message.value
  end
]]
local function send(name, message)
  while not ipc.sendEvent(receiver, name, message) do
    coroutine.yield()
  end
end
print "begin"
for i = 1, count do
  send("item", { number = i, text = "item", value = 2 * i })
end
send("stop")
local _, sum = ipc.receiveEvent()
print("stream", sum)
