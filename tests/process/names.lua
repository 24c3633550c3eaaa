-- any quantum
-- what names may be like and how many there may be, at each limit and one past it
local sys, ipc, proc = require "system.syscall", require "system.ipc", require "proc"
local spawn = system.ProcessManager.spawn
local function try(f, ...)
  local results = table.pack(pcall(f, ...))
  for i = 1, results.n do
    if type(results[i]) ~= "string" then
      results[i] = type(results[i])
    end
  end
  return table.concat(results, " ", 2)
end

print("--- their length")
local longest, longer = ("n"):rep(1024), ("n"):rep(1025)
for _, case in ipairs {
  { "bind", function(name) os.bind(name) end },
  { "bind in a context", function(name) os.bind(name, os.context()) end },
  { "call", function(name) os.call(name) end },
  { "register", ipc.register },
  { "mutex", function(name) proc.mutex(name):try_lock() end },
  { "semaphore", function(name) proc.semaphore(name):post() end },
  { "semaphore waited for", function(name) proc.semaphore("w" .. name:sub(2), 1):try_wait() end },
  { "event", function(name) proc.event(name):set() end },
  { "event waited for", function(name) proc.event("w" .. name:sub(2)):wait(0) end },
  { "fork", function(name) sys.fork(os.exit, name) end },
  { "spawn", function(name) spawn("", { name = name }) end },
  { "user", function(name) spawn("", { user = name }) end },
  { "setuser", function(name) sys.wait(sys.fork(function() print(try(sys.setuser, name)) end)) end },
  { "exec_luafile", function(name) proc.exec_luafile(name) end },
} do
  local what, use = table.unpack(case)
  print(what, try(use, longest), try(use, longer))
end
-- what is only looked for has any length
print(ipc.lookup(longer), try(os.unbind, "none"))

print("--- how many")
local head = [[
  local sys, ipc, proc = require "system.syscall", require "system.ipc", require "proc"
  local function try(f, ...)
    return select(2, pcall(f, ...))
  end
]]
local function limited(names, text)
  sys.wait(spawn(head .. text, { name = "limited", limits = { names = names } }))
end
limited(0, [[
  print(try(os.bind, "a"), try(ipc.register, "limited"), try(os.context))
  print(try(function() return proc.mutex("m"):lock() end))
  print(try(function() return proc.semaphore("s"):post() end))
  print(try(function() return proc.event("e"):is_set() end))
]])
limited(2, [[
  print("endpoints")
  os.bind("a") os.bind("b")
  print(try(os.bind, "c"), try(os.bind, "a"))
  os.unbind("a")
  os.bind("c")
  print(try(os.bind, "d"))
]])
limited(2, [[
  print("services", ipc.register("limited 1"), ipc.register("limited 2"), ipc.register("limited 1"))
  print(try(ipc.register, "limited 3"))
]])
limited(2, [[
  print("contexts", os.context() ~= os.context(), try(os.context))
]])
limited(2, [[
  local first, second, third = proc.mutex "1", proc.mutex "2", proc.mutex "3"
  print("mutexes", first:lock(), second:lock(), try(third.lock, third))
  first:unlock()
  print(third:lock(), try(first.lock, first))
]])
limited(2, [[
  proc.event("of limited"):set()
  print("events and semaphores", proc.semaphore("of limited"):post(2), try(os.bind, "a"))
  -- what is there already is nobody else's
  sys.wait(sys.fork(function()
    print(proc.event("of limited"):is_set(), proc.semaphore("of limited"):try_wait(), os.bind("a"), os.bind("b"))
    print(try(os.bind, "c"))
  end))
]])

print("--- a mutex that is waited for has its place")
local lock = proc.mutex("wanted")
lock:lock()
local waiting = spawn(head .. [[
  os.bind("one")
  local lock = proc.mutex("wanted")
  sys.signal(ipc.signal.SIGUSR1, function()
    print("while it waits", try(os.bind, "two"))
  end)
  print(lock:lock())
  print("when it has it", try(os.bind, "two"))
  lock:unlock()
  os.bind("two")
  print(lock:lock(0) == nil, try(os.bind, "three"))
]], { name = "waiting", limits = { names = 2 } })
os.rpc.alarm(0.01)
sys.kill(waiting, ipc.signal.SIGUSR1)
os.rpc.alarm(0.01)
lock:unlock()
sys.wait(waiting)

print("--- in the queue of a mutex, who gives up leaves, and the end of the owner is told")
local queue = {}
local owner = sys.fork(function()
  for i = 1, 3 do
    proc.mutex("queue " .. i):lock()
  end
  os.rpc.alarm(1)
end)
os.rpc.alarm(0.01)
for i = 1, 4 do
  queue[i] = sys.fork(function()
    local mutex = proc.mutex("queue " .. (i - 1) // 2 + 1)
    print(i, mutex:lock(i == 1 and 0.5 or nil))
  end, "queue")
  os.rpc.alarm(0.01)
end
sys.kill(queue[3], 9)
while pcall(sys.wait) do
end
print(proc.mutex("queue 3"):lock())

print("--- the handler of a signal waits for the same, and who came later has to wait")
local both = proc.semaphore("both", 0)
local twice = spawn(head .. [[
  local both = proc.semaphore("both", 0)
  sys.signal(ipc.signal.SIGUSR1, function()
    print("handler", both:wait())
  end)
  print("program", both:wait())
]], { name = "twice" })
os.rpc.alarm(0.01)
local later = sys.fork(function()
  print("later", both:wait())
end)
os.rpc.alarm(0.01)
sys.kill(twice, ipc.signal.SIGUSR1)
for _ = 1, 3 do
  os.rpc.alarm(0.01)
  both:post()
end
sys.wait(twice)
sys.wait(later)

print("--- environment")
for name in pairs(proc.env()) do
  proc.env(name, false)
end
local half = ("x"):rep((1 << 19) - 3)
proc.env("A", half)
print(try(proc.env, "B", half .. "x"))
proc.env("B", half)
print(try(proc.env, "B", half .. "x"), try(proc.env, "C", ""))
proc.env("A", false)
proc.env("C", ("x"):rep((1 << 19) - 3))
print(try(proc.env, "C", ("x"):rep((1 << 19) - 2)), try(proc.env, "D", ""))
sys.wait(sys.fork(function()
  print("the same of a copy", #proc.env("B"), try(proc.env, "D", ""))
  proc.env("B", false)
  proc.env("D", half)
  print(try(proc.env, "E", ""))
end))
