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
-- a deadly signal to oneself, or to one whose call was yet to be carried out in that round, ended the manager, if the process
-- had something to do at its end
local function careful(f)
  return sys.fork(function()
    sys.atexit(function()
      print("tidies up")
    end)
    f()
    print("not reached")
  end)
end
print(sys.wait(careful(function()
  sys.kill(sys.getpid(), 15)
end)))
for _, request in ipairs {
  function() require "proc".event("never"):wait() end, function() sys.getplist() end, function() os.bind("x") end,
} do
  local victim = careful(function()
    os.pull()
    for _ = 1, 100 do
      request()
    end
    os.pull()
  end)
  -- In a round in which it asks, by a process that comes before it in the round, and by one that comes after.
  local other = careful(function()
    os.pull()
    for _ = 1, 100 do
      request()
    end
  end)
  local later = sys.fork(function()
    os.pull()
    coroutine.yield()
    sys.kill(other, 15)
  end)
  os.rpc.alarm(0.001)
  ipc.sendEvent(victim, "go")
  ipc.sendEvent(other, "go")
  ipc.sendEvent(later, "go")
  coroutine.yield()
  sys.kill(victim, 15)
  print(select(2, sys.wait(victim)))
  print(select(2, sys.wait(other)))
  sys.wait(later)
end
-- the answer to a call came as an event, when its caller had begun to end, or to run another program
local function caller(f)
  local pid = sys.fork(function()
    f()
    os.rpc.slow()
  end)
  os.bind("slow")
  local _, call = sys.pullEvent("call")
  sys.kill(pid, 10)
  os.rpc.alarm(0.01)
  os.answer(call.cid, true, "late")
  os.unbind("slow")
  print(select(2, sys.wait(pid)))
end
sys.signal(10, nil)
caller(function()
  sys.atexit(function()
    local event, why = os.pull(1)
    print("at exit", event and event.type, why)
  end)
end)
caller(function()
  sys.signal(10, function()
    sys.exec("pull.lua")
  end)
end)
