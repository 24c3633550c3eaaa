-- So many steps in all, of processes that compute and never give way by themselves.
io.stdout:setvbuf "line"
local ipc = require "system.ipc"
local processes, steps = tonumber((...)), tonumber((select(2, ...)))
print "begin"
for _ = 1, processes do
  system.ProcessManager.spawn([[
    local steps = tonumber((...))
    local state = 1
    for i = 1, steps do
      state = (state * 31 + i) % 65521
    end
    require("system.ipc").sendEvent(1, "state", state)
  ]], { args = { tostring(steps // processes) } })
end
local sum = 0
for _ = 1, processes do
  local _, state = ipc.receiveEvent(nil, "state")
  sum = sum + state
end
print("compute", sum)
