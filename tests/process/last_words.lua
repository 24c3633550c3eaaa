-- any quantum
-- what runs at the end of a process that a signal or a limit ends; nothing at that of one that is killed
local sys = require "system.syscall"
local function worker(loop)
  return function()
    local t <close> = setmetatable({}, {__close = function() print("closed", sys.getpid()) end})
    sys.atexit(function() print("at exit", sys.getpid()) end)
    setmetatable({}, {__gc = function() print("gc", sys.getpid()) end})
    pcall(function() if loop then while true do end else os.pull() end end)
    print("not reached")
  end
end
for i = 0, 1 do
  local pid = sys.fork(worker(i == 1), "w")
  os.rpc.alarm(0.01)
  sys.kill(pid, 15)
  print(sys.wait(pid))
  pid = sys.fork(worker(i == 1), "w")
  os.rpc.alarm(0.01)
  sys.kill(pid, 9)
  print(sys.wait(pid))
end

-- one that never ends
local pid = sys.fork(function()
  sys.atexit(function() print("loops") while true do end end)
  os.pull()
end, "stubborn")
os.rpc.alarm(0.01)
sys.kill(pid, 15)
print(sys.wait(pid))
-- a limit
print(sys.wait(system.ProcessManager.spawn([[
  local t <close> = setmetatable({}, { __close = function() print("closed at the limit") end })
  while true do pcall(function() while true do end end) end
]], { name = "limited", limits = { ticks = 300000 } })))
print(sys.getpinfo(1).ticks_left, sys.getpinfo(1).memory_left)
