-- any quantum
-- thox's calls: binding, answering, errors, alarms, timeouts, taking a call back
local source = [[
  os.bind("add")
  os.bind("fail")
  os.bind("table")
  os.bind("late")
  local late
  while true do
    local event = os.pull()
    if event.name == "add" then
      os.answer(event.cid, true, event.args[1] + event.args[2])
      print("again", pcall(os.answer, event.cid, true))
    elseif event.name == "fail" then
      os.answer(event.cid, false, "it failed")
    elseif event.name == "table" then
      os.answer(event.cid, false, { code = 7 })
    elseif event.name == "late" then
      late = event.cid
    elseif event.type == "remote_event" then
      os.answer(late, true, "too late")
      break
    end
  end
]]
print(pcall(os.rpc.add, 1, 2))
local pid = system.ProcessManager.spawn(source, { name = "adder" })
os.rpc.alarm(0.001)
print(os.rpc.add(1, 2))
print(pcall(os.rpc.fail))
print(select(2, pcall(os.rpc.table)).code)
local cid = os.call("add", 20, 22)
local event = os.pull()
print(event.type, event.cid == cid, event.ok, event.args[1])
local timed = os.call_timeout(0.5, "late")
event = os.pull()
print(event.type, event.cid == timed, event.ok, event.args[1])
local taken = os.call("late")
os.cancel(taken)
print(pcall(os.cancel, taken))
print(os.rpc.alarm(1.5) >= 1.5)
local ipc = require "system.ipc"
print(ipc.sendEvent(pid, "end"))
event = os.pull()
print(event.type, event.pid == pid, event.code)
print(os.pull(0))
print(pcall(os.bind, "alarm"))
os.bind("mine")
print(pcall(os.bind, "mine"))
os.unbind("mine")
print(pcall(os.unbind, "mine"))
print(pcall(os.answer, 99, true))
-- nils, in the middle and at the end, of arguments, results and errors
os.bind("nils")
local function ask(...)
  local cid = os.call("nils", ...)
  local call = os.pull()
  io.write(#{ ... } == 0 and "none" or tostring((...)), " ", tostring(call.args.n), ": ")
  os.answer(call.cid, table.unpack(call.args, 1, call.args.n or #call.args))
  local answer = os.pull()
  print(answer.cid == cid, answer.ok, answer.args.n, table.unpack(answer.args, 1, answer.args.n or #answer.args))
end
ask(true, nil, 2)
ask(true, 1, nil, nil)
ask(true, nil)
ask(true)
ask(true, 1, 2)
ask(false, nil)
ask(false, nil, "more")
ask(nil, "error")
os.unbind("nils")
local parent = require("system.syscall").fork(function()
  os.bind("nils")
  local call = os.pull()
  os.answer(call.cid, true, nil, call.args.n, nil)
end)
os.rpc.alarm(0.1)
print(select("#", os.rpc.nils(nil, nil)))
