-- As many processes as asked for pass numbers round a ring, each as long as it likes:
--   tidelock run --top examples/ring.lua 1000
local ipc = require "system.ipc"
local sys = require "system.syscall"

local member = [[
  local ipc = require "system.ipc"
  local next, work = tonumber((...)), tonumber((select(2, ...)))
  while true do
    local _, number = ipc.receiveEvent(nil, "number")
    for _ = 1, work do end
    ipc.sendEvent(next, "number", number + 1)
  end
]]

local count = tonumber(arg[1]) or 10
local first
for i = 1, count do
  -- The last one passes on to the first, which is a child of this process like all.
  local next = first and i == count and first or sys.getpid() + i + 1
  local pid = system.ProcessManager.spawn(member, {
    name = "member " .. i,
    args = { tostring(next), tostring(i * 7919 % 1000) },
  })
  first = first or pid
end
for i = 1, count, 3 do
  ipc.sendEvent(first + i - 1, "number", 0)
end
sys.timer(tonumber(arg[2]) or 1)
sys.pullEvent("timer")
for pid = first, first + count - 1 do
  sys.kill(pid, 15)
end
