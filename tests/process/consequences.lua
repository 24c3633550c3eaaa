-- any quantum
-- each consequence of the end of a process, by name, however it ends
local sys, ipc, proc = require "system.syscall", require "system.ipc", require "proc"
local spawn = system.ProcessManager.spawn

-- Whoever runs `work` waits at its end until `how` ends it.
local ends = {
  { "returns", work = "ipc.receiveEvent(1, 'end')", how = function(pid) ipc.sendEvent(pid, "end") end },
  { "fails", work = "ipc.receiveEvent(1, 'end') error('on purpose', 0)", how = function(pid) ipc.sendEvent(pid, "end") end },
  { "exits", work = "ipc.receiveEvent(1, 'end') os.exit(3)", how = function(pid) ipc.sendEvent(pid, "end") end },
  { "is killed", work = "os.rpc.alarm(1e9)", how = function(pid) sys.kill(pid, 9) end },
  { "is ended by SIGTERM", work = "os.rpc.alarm(1e9)", how = function(pid) sys.kill(pid, 15) end },
  { "is ended by its limit", work = "ipc.receiveEvent(1, 'end') while true do end",
    how = function(pid) ipc.sendEvent(pid, "end") end, limits = { ticks = 100000 } },
}

-- A process that does something and then ends, each way in turn: `check` is given its number when it has done that, and
-- again what `check` returned when it has ended.
local function each(name, text, before, after)
  for _, way in ipairs(ends) do
    local source = "local sys, ipc, proc = require 'system.syscall', require 'system.ipc', require 'proc' " .. text .. " " .. way.work
    local pid = spawn(source, { name = "it", limits = way.limits, monitor = name == "monitors are told" })
    os.rpc.alarm(0.001)
    local kept = before and before(pid)
    way.how(pid)
    print(name, way[1], after(pid, kept))
    pcall(sys.wait, pid)
    repeat until not os.pull(0)
  end
end

each("calls of it are answered with an error", "os.bind('f')", function()
  return os.call("f")
end, function(_, cid)
  local _, answer = sys.pullEvent("answer", 1)
  return answer.cid == cid, answer.ok, answer.args[1]
end)

each("who waits for its answer gets the error", "os.bind('f')", function()
  local caller = sys.fork(function()
    local ok, why = pcall(os.rpc.f)
    ipc.sendEvent(1, "failed", { ok, why })
  end)
  os.rpc.alarm(0.001)
  return caller
end, function(_, caller)
  local _, results = ipc.receiveEvent(caller, nil, 1)
  sys.wait(caller)
  return results[1], results[2]
end)

os.bind("mine")
each("its own calls are taken back, and late answers dropped", "os.call('mine', 'x')", function()
  return select(2, sys.pullEvent("call", 1))
end, function(pid, call)
  sys.wait(pid)
  local record = system.process(sys.getpid()).calls[call.cid]
  return call.args[1], record and record.pid, pcall(os.answer, call.cid, true, "late"), (pcall(os.answer, call.cid, true))
end)

each("its endpoints are free", "os.bind('endpoint')", function()
  return (pcall(os.bind, "endpoint"))
end, function(pid, was_free)
  sys.wait(pid)
  local ok, why = pcall(os.rpc.endpoint)
  os.bind("endpoint")
  os.unbind("endpoint")
  return was_free, why
end)

each("its services are free", "ipc.register('service')", function(pid)
  return ipc.lookup("service") == pid
end, function(pid, was_known)
  sys.wait(pid)
  return was_known, ipc.lookup("service"), ipc.sendServiceEvent("service", "x")
end)

each("users of its contexts are told", "local c = os.context() os.bind('f', c) ipc.sendEvent(1, 'take', c)", function()
  return select(2, ipc.receiveEvent(nil, "take"))
end, function(pid, context)
  local _, close = sys.pullEvent("close", 1)
  return close.pid == pid, tostring(close.ctx) == tostring(context), (pcall(context.call, context, "f"))
end)

local shared = os.context()
each("owners of its contexts are told, and what it bound is free", "local _, c = ipc.receiveEvent() os.bind('f', c)", function(pid)
  ipc.sendEvent(pid, "take", shared)
  os.rpc.alarm(0.001)
  return (pcall(os.bind, "f", shared))
end, function(pid, was_free)
  local _, close = sys.pullEvent("close", 1)
  os.bind("f", shared)
  os.unbind("f", shared)
  return close.pid == pid, close.ctx == shared, was_free
end)

each("its mutexes pass on, in the order of who waits", "proc.mutex('m'):lock() proc.mutex('n'):lock()", function()
  local waiting = {}
  for i = 1, 2 do
    waiting[i] = sys.fork(function()
      local m = proc.mutex("m")
      ipc.sendEvent(1, "locked", { i, m:lock() })
      os.rpc.alarm(0.001)
      m:unlock()
    end)
    os.rpc.alarm(0.001)
  end
  return waiting
end, function(_, waiting)
  local words = {}
  for i = 1, 2 do
    local _, locked = ipc.receiveEvent(waiting[i], nil, 1)
    words[i] = table.concat({ locked[1], tostring(locked[2]), tostring(locked[3]) }, " ")
    sys.wait(waiting[i])
  end
  -- Nobody waited for the other: the next who comes is told.
  local n = proc.mutex("n")
  words[3] = select(2, n:lock())
  n:unlock()
  return table.concat(words, ", ")
end)

each("it leaves the queues that it waits in",
  "sys.fork(function() proc.mutex('q'):lock(2) end) sys.fork(function() proc.semaphore('s', 0):wait(2) end)", function(pid)
    local m, s = proc.mutex("q"), proc.semaphore("s", 0)
    m:lock()
    for _, child in ipairs(sys.getplist()) do
      if sys.getpinfo(child).ppid == pid then
        sys.kill(child, 9)
      end
    end
    m:unlock()
    s:post()
    return m
  end, function(_, m)
    return m:try_lock(), m:unlock(), proc.semaphore("s", 0):try_wait()
  end)

do
  local reading, writing
  for _, way in ipairs(ends) do
    reading, writing = proc.pipe()
    local other, full = proc.pipe()
    local pid = sys.fork(function()
      reading:close()
      full:close()
      writing:write("before")
      writing:flush()
      load("local ipc = require 'system.ipc' " .. way.work)()
    end, "piper")
    writing:close()
    other:close()
    os.rpc.alarm(0.001)
    if way.limits then
      -- A copy has the limits of its original.
      sys.kill(pid, 15)
    else
      way.how(pid)
    end
    print("its ends of pipes close", way[1], reading:read("a"), full:write(("x"):rep(100000)))
    reading:close()
    sys.wait(pid)
  end
end

each("its children are those of process 1", "sys.fork(function() os.rpc.alarm(0.01) os.exit(sys.getppid()) end)", function(pid)
  local children = {}
  for _, child in ipairs(sys.getplist()) do
    if sys.getpinfo(child).ppid == pid then
      children[#children + 1] = child
    end
  end
  return children
end, function(pid, children)
  sys.wait(pid)
  return #children, sys.getpinfo(children[1]).ppid, select(2, sys.wait(children[1]))
end)

local signals = 0
sys.signal(17, function(number)
  signals = signals + 1
end)
each("its parent is told, once", "", function()
  signals = 0
end, function(pid)
  local _, event = sys.pullEvent("process_complete", 1)
  local again = sys.pullEvent("process_complete", 0.1)
  return event.pid == pid, event.code, event.reason, again, signals
end)
sys.signal(17, nil)

each("monitors are told", "", nil, function(pid)
  local _, down = sys.pullEvent("down", 1)
  return down.pid == pid, down.reason, (sys.pullEvent("down", 0.1))
end)

-- One who is everything to it sees in which order it is told.
os.context()
for _, way in ipairs(ends) do
  local source = [[
    local sys, ipc = require 'system.syscall', require 'system.ipc'
    os.bind('f')
    local _, theirs = ipc.receiveEvent()
    local own = os.context()
    ipc.sendEvent(1, 'take', own) ]] .. way.work
  local pid = spawn(source, { name = "it", limits = way.limits, monitor = true })
  os.rpc.alarm(0.001)
  ipc.sendEvent(pid, "take", shared)
  ipc.receiveEvent(pid)
  os.call("f")
  repeat until not os.pull(0)
  os.rpc.alarm(0.001)
  repeat until not os.pull(0)
  way.how(pid)
  local order = {}
  repeat
    local event = os.pull(0.1)
    order[#order + 1] = event and event.type
  until not event
  print("in this order", way[1], table.concat(order, ", "))
  sys.wait(pid)
end

each("nothing of it remains when its parent has waited", "os.bind('x') ipc.register('x')", nil, function(pid)
  local count = #sys.getplist()
  sys.wait(pid)
  return sys.getpinfo(pid), system.process(pid), (pcall(sys.wait, pid)), (pcall(sys.kill, pid, 9)), ipc.sendEvent(pid, "x"),
    #sys.getplist()
end)

-- What is left to it.
sys.wait(spawn([[
  local sys = require "system.syscall"
  local before = sys.getpinfo(sys.getpid())
  for _ = 1, 1000 do end
  local kept = ("x"):rep(10000)
  local after = sys.getpinfo(sys.getpid())
  local used = before.ticks_left - after.ticks_left
  print("it may ask what is left", before.ticks_left < 50000, used > 1000 and used < 5000,
    before.memory_left < 500000, before.memory_left - after.memory_left > 9000)
]], { limits = { ticks = 50000, memory = 500000 } }))
