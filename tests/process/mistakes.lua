-- Mistakes that are easily made: what is said of them.
local sys, ipc, proc = require "system.syscall", require "system.ipc", require "proc"

local function try(what, f, ...)
  print(what, select(2, pcall(f, ...)))
end

try("a timeout for a filter", sys.pullEvent, 0.5)
try("a number to peek for", sys.peekEvent, 1)
try("a number for an event's name", ipc.receiveEvent, nil, 7)

os.bind "echo"
local cid = os.call("echo", "x")
local call = os.pull()
try("an answer without its ok", os.answer, call.cid, "result")
try("an answer that is a number", os.answer, call.cid, 0)
os.answer(call.cid, true, "result")
print("the right one", os.pull().args[1])

local mutex, semaphore, event = proc.mutex "m", proc.semaphore("s", 0), proc.event "e"
try("a method without its object", mutex.lock)
try("a method of another object", mutex.unlock, event)
try("a semaphore's method", semaphore.wait, {})
try("an event's method", event.set, "e")
try("less than nothing", semaphore.post, semaphore, -1)
try("a part of one", semaphore.post, semaphore, 1.5)
try("a command that is missing", proc.exec, {})
try("a script that is missing", proc.exec_luafile, { cmd = 7 })

try("a path for a program", system.ProcessManager.spawn, "hello.lua")
try("a path for an option", system.ProcessManager.spawn, "print 'x'", "hello.lua")

local p = assert(proc.exec_luafile "pull.lua")
sys.fork(function()
  for _, name in ipairs { "status", "wait", "kill", "exit_code", "info", "forget" } do
    try("somebody else's child: " .. name, p[name], p)
  end
  os.exit(0)
end)
sys.wait(3)
try("a time that is none", p.wait, p, 0 / 0)
print("it is still there", p:status())
p:kill()
print("and then", p:wait())
