-- One process that runs, so many rounds, beside others that wait.
io.stdout:setvbuf "line"
local ipc = require "system.ipc"
local count, rounds = tonumber((...)), tonumber((select(2, ...)))
local pids = {}
for i = 1, count do
  pids[i] = system.ProcessManager.spawn "os.pull()"
end
coroutine.yield()
local sum = 0
print "begin"
for i = 1, rounds do
  sum = sum + i
  coroutine.yield()
end
print("waiting", sum)
for i = 1, count do
  ipc.sendEvent(pids[i], "stop")
end
