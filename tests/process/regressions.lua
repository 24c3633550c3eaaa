-- any quantum
-- what once went wrong
local sys, ipc = require "system.syscall", require "system.ipc"
-- atexit was skipped by os.exit
print(sys.wait(sys.fork(function()
  sys.atexit(function()
    print("at exit")
  end)
  os.exit(3)
end)))
-- news of children that had been waited for filled the mailbox
for _ = 1, 10 do
  sys.wait(sys.fork(function() end))
end
print(sys.getpinfo(sys.getpid()).events)
-- a copy didn't handle the signals that its original handles
sys.signal(10, function(n)
  print("handled", n)
end)
print(sys.wait(sys.fork(function()
  sys.kill(sys.getpid(), 10)
  print("goes on")
end)))
-- a handler couldn't give the slice away
sys.signal(12, function()
  coroutine.yield()
  print("yielded in a handler")
end)
sys.kill(sys.getpid(), 12)
-- an alarm couldn't be called with a timeout
local cid = os.call_timeout(0.5, "alarm", 2)
local event = os.pull()
print(event.cid == cid, event.ok, event.args[1])
print(os.call_timeout(2, "alarm", 0.5) ~= cid)
event = os.pull()
print(event.ok, event.args[1])
-- who asks about itself runs
print(sys.getpinfo(sys.getpid()).state, system.process(sys.getpid()).state == system.Process.RUNNING)
print(pcall(system.ProcessManager.spawn, "", { limits = { ticks = -1 } }))
print(pcall(os.call, "f", print))
print(pcall(os.rpc.f, 1, print))
print(ipc.sendEvent(sys.getpid(), "to oneself"), (ipc.receiveEvent()))
print(pcall(require "proc".exec_luafile, { cmd = "cat.lua", bogus = 1 }))
-- a context that came back was another value
local context = os.context()
ipc.sendEvent(sys.getpid(), "context", { context })
local _, data = ipc.receiveEvent()
print(data[1] == context)
collectgarbage()
ipc.sendEvent(sys.getpid(), "context", { context })
_, data = ipc.receiveEvent()
print(data[1] == context)
-- a child that was forgotten while it lived left its record
local forgotten = require "proc".exec_luafile("brackets.lua")
forgotten:forget()
os.rpc.alarm(1)
print(sys.getpinfo(forgotten.id), pcall(sys.wait))
