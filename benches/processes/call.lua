-- Calls of an endpoint of another process, one after the other, with two arguments and a result.
io.stdout:setvbuf "line"
local ipc = require "system.ipc"
local count = tonumber((...))
local server = system.ProcessManager.spawn [[
  os.bind("add")
  require("system.ipc").sendEvent(1, "ready")
  while true do
    local event = os.pull()
    if event.type == "remote_event" then break end
    os.answer(event.cid, true, event.args[1] + event.args[2])
  end
]]
ipc.receiveEvent(nil, "ready")
local sum = 0
print "begin"
for i = 1, count do
  sum = os.rpc.add(sum, i)
end
ipc.sendEvent(server, "stop")
print("call", sum)
