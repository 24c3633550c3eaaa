-- tidelock run examples/jobs.lua
--
-- Job control, as in a shell: jobs are started in the background, listed, stopped, continued, ended and waited for. One of
-- them handles the signal that is to end it, and tidies up first.
local syscall, ipc = require "system.syscall", require "system.ipc"
local signal = ipc.signal

local jobs = {}

local function start(name, work)
  local job = { name = name, pid = syscall.fork(work, name) }
  jobs[#jobs + 1] = job
  print(("[%d] %d %s"):format(#jobs, job.pid, name))
end

local function list(title)
  print(title)
  for number, job in ipairs(jobs) do
    local info = syscall.getpinfo(job.pid)
    local state = info and info.state or job.ended
    -- How long it has run, by its own clock.
    local ran = info and (", has run %.1f ms"):format(info.cpu * 1000) or ""
    print(("[%d] %-9s %s%s"):format(number, job.name, state, ran))
  end
end

local function wait(number, seconds)
  local job = jobs[number]
  local pid, code, reason = syscall.wait(job.pid, seconds)
  if pid then
    job.ended = ("%s, code %d"):format(reason, code)
  end
  return pid ~= nil
end

start("count", function()
  local n = 0
  while true do
    n = n + 1
  end
end)
start("sleep", function()
  os.rpc.alarm(10)
end)
start("careful", function()
  syscall.signal(signal.SIGTERM, function()
    print("careful: tidying up")
    syscall.exit(3)
  end)
  while true do
    os.pull()
  end
end)
start("stubborn", function()
  syscall.signal(signal.SIGTERM, function()
    print("stubborn: no")
  end)
  while true do
  end
end)

os.rpc.alarm(0.002)
list("--- after 2 ms")

syscall.kill(jobs[1].pid, signal.SIGSTOP)
os.rpc.alarm(0.002)
list("--- count is stopped")

syscall.kill(jobs[1].pid, signal.SIGCONT)
os.rpc.alarm(0.002)
list("--- count goes on")

for _, number in ipairs { 1, 3, 4 } do
  syscall.kill(jobs[number].pid, signal.SIGTERM)
  print(("[%d] has ended within 5 ms: %s"):format(number, wait(number, 0.005)))
end
list("--- all were asked to end")

syscall.kill(jobs[4].pid, signal.SIGKILL)
wait(4)
print(("waiting for sleep, at %.0f s"):format(os.time()))
wait(2)
print(("it has ended, at %.0f s"):format(os.time()))
list("--- all have ended")
