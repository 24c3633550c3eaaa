-- any quantum
-- each limit of a process, at it and one past it
local sys, ipc, proc = require "system.syscall", require "system.ipc", require "proc"
local spawn = system.ProcessManager.spawn
local function waiting(limits)
  return spawn("os.rpc.alarm(1e9)", { name = "waiting", limits = limits })
end
-- events
local pid = waiting { events = 3 }
os.rpc.alarm(0.001)
-- the answer of the alarm has its place
print(ipc.sendEvent(pid, "a"), ipc.sendEvent(pid, "b"), ipc.sendEvent(pid, "c"))
print(sys.getpinfo(pid).events)
-- bytes: 64 for an event, 1 for its name, 16 for nil
pid = waiting { bytes = 162 }
os.rpc.alarm(0.001)
print(ipc.sendEvent(pid, "a"), ipc.sendEvent(pid, "b"), ipc.sendEvent(pid, "c"))
pid = waiting { bytes = 161 }
os.rpc.alarm(0.001)
print(ipc.sendEvent(pid, "a"), ipc.sendEvent(pid, "b"))
-- timers, and children
print(sys.wait(spawn([[
  local sys = require "system.syscall"
  print(sys.timer(1e6), sys.timer(1e6), select(2, pcall(sys.timer, 1e6)))
  print(sys.fork(os.exit) ~= nil, select(2, pcall(sys.fork, os.exit)))
  sys.wait()
  print(sys.fork(os.exit) ~= nil)
]], { name = "limited", limits = { timers = 2, children = 1 } })))
-- size and depth of a message: 16 for each value, and the text
local me = sys.getpid()
print(ipc.sendEvent(me, "x", ("y"):rep((1 << 20) - 3 * 16 - 1)))
print(pcall(ipc.sendEvent, me, "x", ("y"):rep((1 << 20) - 3 * 16)))
local function nested(depth)
  local t = {}
  for _ = 2, depth do
    t = { t }
  end
  return t
end
print(ipc.sendEvent(me, "x", nested(32)))
print(pcall(ipc.sendEvent, me, "x", nested(33)))
-- what a pipe holds
local reading, writing = proc.pipe()
local writer = sys.fork(function()
  writing:write(("x"):rep(65536))
  print("written")
  writing:write("y")
  print("and one more")
end, "writer")
writing:close()
os.rpc.alarm(0.1)
print("reads")
print(#reading:read("a"))
sys.wait(writer)
reading:close()
-- ends of pipes; a failure leaves none
local files = {}
for i = 1, 2048 do
  files[2 * i - 1], files[2 * i] = proc.pipe()
end
print(pcall(proc.pipe))
files[1]:close()
print(pcall(proc.pipe))
files[2]:close()
print((pcall(proc.pipe)))
print(pcall(proc.exec_luafile, { cmd = "cat.lua", stdout = io.stdin, stdin = files[3] }))
for _, pid in ipairs(sys.getplist()) do
  if pid ~= me then
    sys.kill(pid, 9)
  end
end
