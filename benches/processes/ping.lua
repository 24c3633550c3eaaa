-- Two processes and one message on its way between them, there and back so many times.
io.stdout:setvbuf "line"
local ipc = require "system.ipc"
local count = tonumber((...))
local partner = system.ProcessManager.spawn [[
  local ipc = require "system.ipc"
  while true do
    local name, message, sender = ipc.receiveEvent()
    if name == "stop" then break end
    ipc.sendEvent(sender, "pong", { number = message.number, text = message.text, value = message.value + 1 })
  end
]]
local sum = 0
print "begin"
for i = 1, count do
  ipc.sendEvent(partner, "ping", { number = i, text = "ping", value = 2 * i })
  local _, message = ipc.receiveEvent()
  sum = sum + message.value
end
ipc.sendEvent(partner, "stop")
print("ping", sum)
