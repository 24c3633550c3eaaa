-- any quantum
-- who a process is, what it may know of others, another program in its place
local sys = require "system.syscall"
print(sys.getpid(), sys.getppid(), sys.getname(), sys.getuser())
local pid = sys.fork(function(...)
  print(sys.getpid(), sys.getppid(), sys.getname(), ...)
  sys.exit(4)
end, "forked", 1, nil, 3)
print(sys.wait(pid))
for _, code in ipairs { true, false, 7 } do
  pid = sys.fork(function()
    sys.exit(code)
  end)
  print(code, select(2, sys.wait(pid)))
end
-- the environment
pid = system.ProcessManager.spawn([[
  local sys = require "system.syscall"
  print(sys.getenv("A"), sys.getenv("B"))
  for name, value in pairs(sys.getenv()) do
    print(name, value)
  end
]], { env = { A = "1" } })
sys.wait(pid)
-- its own ticks, not the time
os.rpc.alarm(10)
print(os.clock() > 10, sys.clock() < 0.1)
-- who is there
local pids = {}
for i = 1, 3 do
  pids[i] = sys.fork(os.pull, "idle")
end
local list = sys.getplist()
print(#list, list[1], list[2] == pids[1], list[4] == pids[3])
os.rpc.alarm(0.1)
local info = sys.getpinfo(pids[1])
print(info.pid == pids[1], info.ppid, info.name, info.user, info.state, info.nice, info.events, info.code)
print(info.ticks > 0, info.cpu == info.ticks / 1e9, info.memory > 0)
sys.kill(pids[1], 9)
print(sys.getpinfo(pids[1]).state, sys.getpinfo(pids[1]).code, #sys.getplist())
print(sys.wait(pids[1]), sys.getpinfo(pids[1]))
-- niceness
print(sys.nice(), sys.nice(5), sys.nice(-20), sys.nice(3, pids[2]), sys.nice(nil, pids[2]), sys.nice(0))
print(pcall(sys.nice, 20))
print(pcall(sys.nice, 1, 99))
pid = sys.fork(function()
  sys.setuser("alice")
  print(sys.nice(1), pcall(sys.nice, 0))
  print(pcall(sys.nice, 10, pids[2]))
end)
sys.wait(pid)
local function worker(nice)
  return system.ProcessManager.spawn("while true do end", { quantum = 10000, nice = nice })
end
local hasty, nice = worker(-20), worker(19)
os.rpc.alarm(0.01)
print(sys.getpinfo(hasty).ticks > 10 * sys.getpinfo(nice).ticks)
for _, pid in ipairs { hasty, nice, pids[2], pids[3] } do
  sys.kill(pid, sys.getpinfo(pid).name == "idle" and 15 or 9)
  print(select(2, sys.wait(pid)))
end
-- another program: number, endpoints and mailbox stay
print(pcall(sys.exec, "missing.lua"))
pid = sys.fork(function()
  os.bind("endpoint")
  sys.atexit(print)
  coroutine.wrap(pcall)(sys.exec, "who.lua", "a", "b")
  print("not reached")
end, "old")
os.rpc.alarm(0.1)
print(os.rpc.endpoint())
print(sys.wait(pid))
