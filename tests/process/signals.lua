-- any quantum
-- handlers on top of whatever is under way, default actions, permissions
local sys, ipc = require "system.syscall", require "system.ipc"
local signal = ipc.signal
local got = {}
print(ipc.sigaction(signal.SIGUSR1, function(n)
  got[#got + 1] = n
end))
sys.kill(sys.getpid(), signal.SIGUSR1)
print(got[1])
-- preempted in a nested coroutine, and in a sort
local n = 0
sys.signal(signal.SIGUSR2, function()
  n = n + 1
end)
local pid = sys.getpid()
local sender = sys.fork(function()
  for _ = 1, 5 do
    os.rpc.alarm(0.0001)
    sys.kill(pid, signal.SIGUSR2)
  end
end, "sender")
local co = coroutine.wrap(function()
  return coroutine.wrap(function()
    local t = {}
    for i = 1, 50000 do
      t[i] = (i * 7919) % 50000
    end
    table.sort(t, function(a, b)
      return a < b
    end)
    return t[1] + t[#t]
  end)()
end)
print(co())
print(sys.wait(sender))
print(n)
-- while it waits: the wait goes on
local waker = sys.fork(function()
  os.rpc.alarm(0.1)
  sys.kill(pid, signal.SIGUSR1)
  os.rpc.alarm(0.1)
  ipc.sendEvent(pid, "wake", { 1 })
end, "waker")
print((ipc.receiveEvent(nil, "wake")))
print(#got)
sys.wait(waker)
-- default actions
local victim = sys.fork(function()
  while true do
  end
end, "victim")
sys.kill(victim, signal.SIGSTOP)
os.rpc.alarm(0.01)
print(sys.getpinfo(victim).state)
sys.kill(victim, signal.SIGCONT)
os.rpc.alarm(0.01)
print(sys.getpinfo(victim).state)
sys.kill(victim, signal.SIGTERM)
print(sys.wait(victim))
print(pcall(sys.kill, victim, signal.SIGTERM))
print(pcall(sys.kill, 12345, signal.SIGTERM))
print(pcall(sys.kill, pid, 99))
print(pcall(sys.signal, signal.SIGKILL, print))
-- users
sys.fork(function()
  sys.setuser("alice")
  print(sys.getuser(), pcall(sys.setuser, "root"))
  print(pcall(sys.kill, pid, signal.SIGTERM))
  sys.kill(sys.getpid(), signal.SIGHUP)
  print("not reached")
end, "alice")
print(sys.wait())
print(ipc.sigaction(signal.SIGUSR1, nil) ~= nil, ipc.sigaction(signal.SIGUSR1, nil))
