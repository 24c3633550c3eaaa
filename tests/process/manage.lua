-- any quantum
-- what thox's process manager offers to processes, and what needs the grant
local syscall = require "system.syscall"
local spawn = system.ProcessManager.spawn
-- run waits for descendants, however far down
spawn [[
  require("system.syscall").fork(function()
    os.rpc.alarm(2)
    print("grandchild", os.time())
  end)
]]
spawn "os.rpc.alarm(1) print('child', os.time())"
print(select("#", system.ProcessManager.run()), os.time())
print(syscall.wait() ~= nil, syscall.wait() ~= nil, syscall.wait() ~= nil, pcall(syscall.wait))
system.ProcessManager.run()
-- kill: SIGKILL unless told otherwise; callers are answered
local pid = spawn [[
  os.bind("slow")
  os.pull()
  os.pull()
]]
os.rpc.alarm(0.1)
local cid = os.call("slow")
os.rpc.alarm(0.1)
system.ProcessManager.kill(pid)
local _, answer = syscall.pullEvent("answer")
print(answer.cid == cid, answer.ok, answer.args[1])
print(select(2, syscall.wait(pid)))
pid = spawn "while true do end"
system.ProcessManager.kill(pid, 15)
print(select(2, syscall.wait(pid)))
print(pcall(system.ProcessManager.kill, pid))
-- records
os.bind("echo")
pid = spawn([[
  os.call("alarm", 5)
  os.call("alarm", 3)
  os.rpc.echo()
]], { name = "caller", args = { "-v" } })
os.rpc.alarm(0.1)
local call
repeat
  call = os.pull()
until call.type == "call"
local record = system.process(pid)
print(record.state, record.outgoingCount, record.incomingCount, #record.events, table.concat(record.commandLine, " "))
for number, call in pairs(record.calls) do
  print(number, call.type, call.pid, call.cid)
end
for i, alarm in ipairs(record.alarms) do
  print(i, alarm.cid, ("%.1f"):format(alarm.alarmAt - os.clock()))
end
-- the answer that a process has not gone on with, since it is stopped
print(#record.answer)
local function look(ask, meanwhile)
  local stopped = spawn(ask)
  os.rpc.alarm(0.1)
  syscall.kill(stopped, 19)
  meanwhile(stopped)
  os.rpc.alarm(0.1)
  local ok, payload = table.unpack(system.process(stopped).answer)
  print(ask, ok, payload and payload.n, payload and (payload.message or payload[1] or payload[2]))
  syscall.kill(stopped, 9)
  syscall.wait(stopped)
end
look("os.pull()", function() end)
look("require('system.syscall').pullEvent('remote_event')", function(pid) syscall.sendEvent(pid, "hello", 1) end)
look("os.rpc.echo()", function() os.answer(os.pull().cid, true, nil, "two", nil) end)
look("os.rpc.echo()", function() os.answer(os.pull().cid, false, "failed") end)
look("local sys = require 'system.syscall' sys.signal(17, false) sys.wait(sys.fork(function() os.rpc.alarm(0.15) end))",
  function() end)
record = system.process(1)
print(record.incomingCount, record.calls[call.cid].type, record.calls[call.cid].pid == pid)
syscall.kill(pid, 9)
print(system.process(pid).state)
syscall.wait(pid)
print(system.process(pid))
-- without the grant
pid = spawn([[
  print(pcall(system.ProcessManager.spawn, ""))
  print(pcall(system.ProcessManager.run))
  print(pcall(system.process, 1))
]], { grants = { manage = false } })
syscall.wait(pid)
-- a plain yield gives the slice away, and says nothing; within another coroutine it is Lua's own
print(select("#", coroutine.yield("nobody", "hears")))
local wrapped = coroutine.wrap(function(...)
  return coroutine.yield(...)
end)
print(wrapped(1, 2), wrapped(3))
local turns = {}
local parent = syscall.getpid()
local start = require("proc").event("start")
for _, name in ipairs { "a", "b" } do
  syscall.fork(function()
    start:wait()
    for i = 1, 2 do
      syscall.sendEvent(parent, name .. i)
      coroutine.yield()
    end
  end)
end
os.rpc.alarm(1)
start:set()
while #turns < 4 do
  local _, event = syscall.pullEvent("remote_event")
  turns[#turns + 1] = event.type
end
print(table.concat(turns, " "))
