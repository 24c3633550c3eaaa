-- any quantum
-- defects of the systems whose interfaces these are, which must not come back: each by name
-- They have a quantum of their own, so that all are preempted, and at the same places.
local source = [==[
local sys, ipc, proc = require "system.syscall", require "system.ipc", require "proc"
local me = sys.getpid()

-- A stopped process goes on, whatever it waited for meanwhile, and whether that came while it was stopped or not.
do
  local reading, writing = proc.pipe()
  local m = proc.mutex("stopped")
  m:lock()
  local waits = {
    { "an event", function() return ipc.receiveEvent(nil, "go") end, function(pid) ipc.sendEvent(pid, "go") end },
    { "an alarm", function() return os.rpc.alarm(0.5) end, function() end },
    { "a timeout", function() return select(2, os.pull(0.5)) end, function() end },
    { "a lock", function() return m:lock() end, function() m:unlock() end },
    { "a pipe", function() writing:close() return reading:read("l") end, function() writing:write("line\n") writing:flush() end },
    { "a call", function() return os.rpc.stopped() end, function() end },
    { "nothing", function() local n = 0 for i = 1, 100000 do n = n + i % 7 end return n end, function() end },
  }
  os.bind("stopped")
  for _, is_late in ipairs { false, true } do
    for _, wait in ipairs(waits) do
      local name, f, go = table.unpack(wait)
      local pid = sys.fork(function()
        print("a stopped process goes on", name, is_late and "after" or "meanwhile", f())
      end)
      os.rpc.alarm(0.0001)
      sys.kill(pid, 19)
      sys.kill(pid, 19)
      local function answer()
        go(pid)
        local call = name == "a call" and select(2, sys.pullEvent("call", 1))
        if call then
          os.answer(call.cid, true, "answered")
        end
      end
      if not is_late then
        answer()
      end
      os.rpc.alarm(1)
      print(sys.getpinfo(pid).state)
      sys.kill(pid, 18)
      sys.kill(pid, 18)
      if is_late then
        answer()
      end
      sys.wait(pid)
      if name == "a lock" then
        m:lock()
        os.rpc.alarm(0)
      end
    end
  end
  reading:close()
  writing:close()
end

-- Who sends never waits, however full the mailbox is and whatever the receiver does.
do
  local receivers = {
    stopped = function() sys.kill(sys.getpid(), 19) end,
    ["runs for ever"] = function() while true do end end,
    ["waits for something else"] = function() os.rpc.alarm(100) end,
    ["has ended"] = function() end,
  }
  for _, name in ipairs { "stopped", "runs for ever", "waits for something else", "has ended" } do
    local pid = sys.fork(function()
      sys.wait(system.ProcessManager.spawn("", {}))
      receivers[name]()
    end)
    os.rpc.alarm(0.001)
    local start, taken = os.clock(), 0
    for i = 1, 10050 do
      taken = taken + (ipc.sendEvent(pid, "x", i) and 1 or 0)
    end
    local limit = sys.getpinfo(pid).events
    print("a send never waits", name, taken > 9990 and taken < 10001 or taken, limit == taken or limit, os.clock() - start < 0.1)
    pcall(sys.kill, pid, 9)
    sys.wait(pid)
  end
end

-- Timeouts on locks come, also while the holder runs for ever, or is stopped.
for _, is_stopped in ipairs { false, true } do
  local holder = sys.fork(function()
    proc.mutex("held"):lock()
    while true do end
  end)
  os.rpc.alarm(0.0005)
  if is_stopped then
    sys.kill(holder, 19)
  end
  local waits = {
    lock = function() return proc.mutex("held"):lock(0.01) end,
    guard = function() return proc.mutex("held"):guard(0.01) end,
    semaphore = function() return proc.semaphore("none", 0):wait(0.01) end,
    event = function() return proc.event("never"):wait(0.01) end,
  }
  for _, name in ipairs { "lock", "guard", "semaphore", "event" } do
    local start = os.clock()
    local got, why = waits[name]()
    local passed = os.clock() - start
    print("a timeout on a lock comes", name, got, why, passed >= 0.01 and passed < 0.0125)
  end
  sys.kill(holder, 9)
  sys.wait(holder)
end

-- A holder that dies gives its locks back.
for _, way in ipairs { "error('dies')", "os.exit(1)", "return", "kill", "term", "while true do end" } do
  local pid = system.ProcessManager.spawn("local m = require 'proc'.mutex('held') m:lock() "
    .. (way:find "^%a+$" and way ~= "return" and "os.pull()" or way), { limits = { ticks = 100000 } })
  os.rpc.alarm(0.00001)
  local start = os.clock()
  if way == "kill" or way == "term" then
    sys.kill(pid, way == "kill" and 9 or 15)
  end
  local m = proc.mutex("held")
  print("a dead holder gives its lock back", way, m:lock(1))
  m:unlock()
  sys.wait(pid)
end

-- Who waits runs not at all.
do
  local reading, writing = proc.pipe()
  local full, filled = proc.pipe()
  proc.mutex("busy"):lock()
  os.bind("busy")
  local child = "os.rpc.alarm(50)"
  local waits = {
    { "pull", os.pull }, { "pull for a time", function() os.pull(50) end }, { "receive", ipc.receiveEvent },
    { "a call", os.rpc.busy }, { "an alarm", function() os.rpc.alarm(50) end },
    { "a child", function() system.ProcessManager.spawn(child) sys.wait() end },
    { "descendants", function() system.ProcessManager.spawn(child) system.ProcessManager.run() end },
    { "a mutex", function() proc.mutex("busy"):lock() end }, { "a mutex for a time", function() proc.mutex("busy"):lock(50) end },
    { "a semaphore", function() proc.semaphore("busy", 0):wait() end }, { "an event", function() proc.event("busy"):wait() end },
    { "reading", function() reading:read(1) end }, { "writing", function() filled:write(("x"):rep(100000)) end },
  }
  for _, wait in ipairs(waits) do
    local pid = sys.fork(wait[2])
    os.rpc.alarm(1)
    local before = sys.getpinfo(pid)
    os.rpc.alarm(20)
    local after = sys.getpinfo(pid)
    print("who waits runs not", wait[1], after.state, after.ticks - before.ticks)
    sys.kill(pid, 9)
    sys.wait(pid)
  end
  repeat until not os.pull(0)
end

-- What is sent is copied, to others and to oneself.
do
  local sent = { inner = { 1 } }
  ipc.sendEvent(me, "x", sent)
  sys.queueEvent("y", sent)
  sent.inner[1] = 2
  local _, first = ipc.receiveEvent()
  local _, second = sys.pullEvent("y")
  print("payloads are copied", first.inner[1], second.inner[1], first.inner == second.inner)
end

-- Preemption works in nested coroutines, and no resume sees it.
do
  local turns = 0
  local other = sys.fork(function()
    while true do
      ipc.sendEvent(me, "turn")
      os.rpc.alarm(1e-5)
    end
  end)
  local function nested(depth)
    if depth == 0 then
      local n = 0
      for i = 1, 20000 do
        n = n + i % 7
        if i % 5000 == 0 then
          coroutine.yield(i)
        end
      end
      return "end", n
    end
    local co = coroutine.create(nested)
    local results = { coroutine.resume(co, depth - 1) }
    while coroutine.status(co) ~= "dead" do
      coroutine.yield(table.unpack(results, 2))
      results = { coroutine.resume(co) }
    end
    return table.unpack(results, 2)
  end
  local seen = {}
  for value, more in coroutine.wrap(function() return nested(5) end) do
    seen[#seen + 1] = tostring(value)
    if value == "end" then
      seen[#seen + 1] = tostring(more)
      break
    end
  end
  local count = 0
  while ipc.receiveEvent(other, "turn", 0) do
    count = count + 1
  end
  print("no resume sees a preemption", table.concat(seen, " "), count > 3)
  sys.kill(other, 9)
  sys.wait(other)
end

-- What a selective receive, a call or a wait of another kind passes over stays, in order.
do
  local child = sys.fork(function()
    for i = 1, 3 do
      ipc.sendEvent(me, "a", i)
      ipc.sendEvent(me, "b", i)
    end
    os.bind("passed")
    local call = os.pull()
    ipc.sendEvent(me, "a", 4)
    os.answer(call.cid, true, "answer")
  end)
  for i = 1, 2 do
    sys.queueEvent("own", i)
  end
  os.rpc.alarm(0.001)
  local order = {}
  local function note(name, value)
    order[#order + 1] = name .. tostring(value)
  end
  note("b", select(2, ipc.receiveEvent(child, "b")))
  note("none", ipc.receiveEvent(nil, "c", 0.001))
  note("stranger", ipc.receiveEvent(99, "a", 0))
  note("call", os.rpc.passed())
  note("timeout", select(2, sys.pullEvent("timer", 0.001)))
  sys.wait(child)
  proc.event("nobody"):wait(0.001)
  note("own", sys.pullEvent("own") and 1)
  note("b", select(2, ipc.receiveEvent(child, "b")))
  local event = os.pull(0)
  while event do
    note(event.name or event.type, event.data or event.params)
    event = os.pull(0)
  end
  print("nothing is lost", table.concat(order, " "))
end
]==]
local defects = system.ProcessManager.spawn(source, { quantum = 1000, name = "defects" })
print(require("system.syscall").wait(defects))
