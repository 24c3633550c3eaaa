-- So many processes, each of which does nothing but wait for an event; when all of them wait, each gets one and ends,
-- and its end is waited for.
io.stdout:setvbuf "line"
local ipc, syscall = require "system.ipc", require "system.syscall"
local spawn = system.ProcessManager.spawn
local count = tonumber((...))
local pids = {}
print "begin"
for i = 1, count do
  pids[i] = spawn "os.pull()"
end
-- It starts after all others, so they wait when it says so.
spawn 'require("system.ipc").sendEvent(1, "ready")'
ipc.receiveEvent(nil, "ready")
print("spawned", #pids)
for i = 1, count do
  ipc.sendEvent(pids[i], "stop")
end
for i = 1, count do
  syscall.wait(pids[i])
end
print("ended", #pids)
