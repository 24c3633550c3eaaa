-- any quantum
-- what follows from the end of a process
local sys, ipc = require "system.syscall", require "system.ipc"
local spawn = system.ProcessManager.spawn
-- callers are answered, names are free again
local callee = spawn([[ os.bind("slow") os.pull() os.rpc.alarm(1) error("gone") ]], { name = "callee", monitor = true })
os.rpc.alarm(0.1)
print(pcall(os.rpc.slow))
local event = os.pull()
print(event.type, event.code, event.reason)
event = os.pull()
print(event.type, event.pid == callee)
print(sys.wait(callee))
os.bind("slow")
-- the calls of one that ends are taken back; its answers are dropped
local caller = spawn([[ os.call("slow") os.exit(5) ]], { name = "caller" })
event = os.pull()
while event.type ~= "call" do
  event = os.pull()
end
print(event.name, sys.wait(caller))
os.answer(event.cid, true, "nobody hears")
-- grandchildren come to process 1
local parent = spawn([[
  local pid = system.ProcessManager.spawn("os.rpc.alarm(1) return 9", { name = "grandchild" })
  print("grandchild", pid)
]], { name = "parent" })
print(sys.wait(parent))
print(sys.wait())
-- contexts
local context = os.context()
os.bind("inner", context)
local user = spawn([[
  local event = os.pull()
  local context = event.data.context
  print("user", context.rpc.inner("x"))
  print("user", pcall(os.rpc.inner))
]], { name = "user" })
ipc.sendEvent(user, "take", { context = context })
repeat
  event = os.pull()
  print(event.type, event.pid == user)
  if event.type == "call" then
    os.answer(event.cid, true, event.args[1] .. "!")
  end
until event.type == "process_complete" and event.pid == user
print(sys.wait())
-- what runs at the end, and codes
for _, text in ipairs {
  "return 3", "os.exit(4)", "error('x')", "error({})", "local t <close> = setmetatable({}, { __close = function() print('closed') end }) os.exit(6, true)",
  "require 'system.syscall'.atexit(function() print('at exit') end) return 1", "syntax error",
} do
  local ok, pid = pcall(spawn, text, { name = "code" })
  if ok then
    print(sys.wait(pid))
  else
    print(pid)
  end
end
print(pcall(spawn, "", { nme = 1 }))
print(pcall(spawn, "", { quantum = 0 }))
print(pcall(spawn, "", { limits = { mem = 1 } }))
print(sys.wait(spawn("while true do end", { name = "limited", limits = { ticks = 100000 } })))
print(sys.wait(spawn("local t = {} while true do t[#t + 1] = {} end", { name = "hungry", limits = { memory = 1000000 } })))
