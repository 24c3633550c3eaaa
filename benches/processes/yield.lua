-- So many yields in all, of processes that take turns.
io.stdout:setvbuf "line"
local ipc = require "system.ipc"
local processes, yields = tonumber((...)), tonumber((select(2, ...)))
print "begin"
for _ = 1, processes do
  system.ProcessManager.spawn([[
    local yields = tonumber((...))
    local sum = 0
    for i = 1, yields do
      sum = sum + i
      coroutine.yield()
    end
    require("system.ipc").sendEvent(1, "sum", sum)
  ]], { args = { tostring(yields // processes) } })
end
local sum = 0
for _ = 1, processes do
  local _, part = ipc.receiveEvent(nil, "sum")
  sum = sum + part
end
print("yield", sum)
