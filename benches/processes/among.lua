-- Processes that send each other messages: one message each is under way, and goes on to a process that a linear
-- congruential generator in the message picks, so many times.
io.stdout:setvbuf "line"
local ipc = require "system.ipc"
local processes, hops = tonumber((...)), tonumber((select(2, ...)))
local pids = {}
for i = 1, processes do
  pids[i] = system.ProcessManager.spawn([[
    local ipc = require "system.ipc"
    local _, pids, parent = ipc.receiveEvent()
    while true do
      local name, message = ipc.receiveEvent()
      if name == "stop" then break end
      if message.hops == 0 then
        ipc.sendEvent(parent, "done", message.state)
      else
        local state = (message.state * 1103515245 + 12345) % 2147483648
        ipc.sendEvent(pids[state // 65536 % #pids + 1], "hop", { state = state, hops = message.hops - 1, text = "hop" })
      end
    end
  ]])
end
for i = 1, processes do
  ipc.sendEvent(pids[i], "pids", pids)
end
print "begin"
for i = 1, processes do
  ipc.sendEvent(pids[i], "hop", { state = i, hops = hops, text = "hop" })
end
local sum = 0
for _ = 1, processes do
  local _, state = ipc.receiveEvent(nil, "done")
  sum = sum + state
end
print("among", sum)
for i = 1, processes do
  ipc.sendEvent(pids[i], "stop")
end
