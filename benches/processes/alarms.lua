-- Processes that set so many timers each, which go off within a second when all have been set.
io.stdout:setvbuf "line"
local ipc = require "system.ipc"
local processes, timers = tonumber((...)), (select(2, ...))
print "begin"
for i = 1, processes do
  system.ProcessManager.spawn([[
    local syscall, ipc = require "system.syscall", require "system.ipc"
    local timers, state = tonumber((...)), tonumber((select(2, ...)))
    for _ = 1, timers do
      state = (state * 1103515245 + 12345) % 2147483648
      syscall.timer(5 + state // 65536 % 1000 / 1000)
    end
    ipc.sendEvent(1, "set")
    local fired = 0
    for _ = 1, timers do
      syscall.pullEvent "timer"
      fired = fired + 1
    end
    ipc.sendEvent(1, "fired", fired)
  ]], { args = { timers, tostring(i) } })
end
for _ = 1, processes do
  ipc.receiveEvent(nil, "set")
end
print "set"
local sum = 0
for _ = 1, processes do
  local _, fired = ipc.receiveEvent(nil, "fired")
  sum = sum + fired
end
print("alarms", sum)
