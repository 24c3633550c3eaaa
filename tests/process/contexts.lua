-- any quantum
-- capabilities: who has a context can call what is bound to it, and pass it on
local syscall, ipc = require "system.syscall", require "system.ipc"
local context = os.context()
print(context)
os.bind("add", context)
print(pcall(os.bind, "add", context))
os.bind("add")
os.unbind("add")
print(pcall(os.rpc.add, 1, 2))
local cid = context:call("add", 1, 2)
local call = os.pull()
print(call.type, call.name, call.ctx, call.pid)
os.answer(call.cid, true, call.args[1] + call.args[2])
local answer = os.pull()
print(answer.type, answer.cid == cid, answer.args[1])
-- passed on in an event, then in an answer
local first = system.ProcessManager.spawn([[
  local event = os.pull()
  local context = event.data
  print("first", context.rpc.add(3, 4))
  os.bind("give")
  local call = os.pull()
  os.answer(call.cid, true, { context })
  os.rpc.alarm(1)
]], { name = "first" })
ipc.sendEvent(first, "take", context)
local second = system.ProcessManager.spawn([[
  os.rpc.alarm(0.5)
  local context = os.rpc.give()[1]
  print("second", context.rpc.add(5, 6))
  os.bind("mine", context)
  print("second", pcall(os.bind, "add", context))
  print("second", pcall(os.unbind, "add", context))
  os.rpc.alarm(2)
]], { name = "second" })
-- given at birth
local third = system.ProcessManager.spawn("os.rpc.alarm(0.1)", { name = "third", contexts = { context } })
local names = { [first] = "first", [second] = "second", [third] = "third" }
local open = 0
repeat
  local event = os.pull()
  print(event.type, names[event.pid])
  if event.type == "call" then
    os.answer(event.cid, true, event.args[1] + event.args[2])
  end
  open = open + (event.type == "open" and 1 or event.type == "close" and -1 or 0)
until open == 0 and event.type == "close" and event.pid == second
print(pcall(context.rpc.mine))
print(pcall(context.call, {}, "add"))
print(pcall(os.bind, "add", {}))
-- the owner ends: it is gone, with what is bound to it
local owner = system.ProcessManager.spawn([[
  local context = os.context()
  os.bind("bound", context)
  require("system.ipc").sendEvent(1, "context", context)
  os.rpc.alarm(1)
]])
local _, theirs = ipc.receiveEvent(owner)
print(pcall(theirs.rpc.bound))
local _, close = syscall.pullEvent("close")
print(close.pid == owner)
print(pcall(theirs.call, theirs, "bound"))
