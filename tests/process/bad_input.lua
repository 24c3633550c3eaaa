-- any quantum
-- what is wrong is an error that says so, or has the result that is specified, and nobody else loses anything by it
local sys, ipc, proc = require "system.syscall", require "system.ipc", require "proc"
local spawn = system.ProcessManager.spawn

-- Somebody who has things to lose: events, a lock, an endpoint, a service, a timer. At the end all must be there.
local witness = spawn([[
  local sys, ipc, proc = require "system.syscall", require "system.ipc", require "proc"
  for i = 1, 3 do sys.queueEvent("kept", i) end
  proc.mutex("kept"):lock()
  os.bind("kept")
  ipc.register("kept")
  local timer = sys.timer(1000)
  local t = {}
  for i = 1, 1000 do t[i] = i end
  ipc.receiveEvent(1, "account")
  local sum = 0
  for i = 1, 1000 do sum = sum + t[i] end
  for i = 1, 3 do assert(select(2, sys.pullEvent("kept")) == i) end
  proc.mutex("kept"):unlock()
  os.unbind("kept")
  assert(ipc.lookup("kept") == sys.getpid())
  assert(select(2, sys.pullEvent("timer")).id == timer)
  print("the witness has everything", sum, sys.getuser())
]], { name = "witness", user = "root" })

local function try(what, ...)
  print(what, select(2, pcall(...)))
end

-- --- wrong types and counts: of every function, in a process that may end by it ---

local values = { true, -1, 0, 1.5, 0 / 0, 1 / 0, math.mininteger, 1 << 40, "x", "", "\0\255", {}, { {} }, print, coroutine.create(print), io.stdout }
local mutex, semaphore, event = proc.mutex("m"), proc.semaphore("s"), proc.event("e")
local context = os.context()
local functions = {
  { "os.call", os.call }, { "os.call_timeout", os.call_timeout }, { "os.answer", os.answer }, { "os.bind", os.bind },
  { "os.unbind", os.unbind }, { "os.cancel", os.cancel }, { "os.pull", os.pull }, { "os.context", os.context },
  { "os.rpc.alarm", os.rpc.alarm }, { "os.rpc.x", os.rpc.x }, { "context.call", context.call },
  { "spawn", spawn }, { "kill", system.ProcessManager.kill }, { "run", system.ProcessManager.run }, { "system.process", system.process },
  { "ipc.kill", ipc.kill }, { "ipc.sigaction", ipc.sigaction }, { "ipc.sendEvent", ipc.sendEvent }, { "ipc.register", ipc.register },
  { "ipc.lookup", ipc.lookup }, { "ipc.sendServiceEvent", ipc.sendServiceEvent }, { "ipc.receiveEvent", ipc.receiveEvent },
  { "proc.exec", proc.exec }, { "proc.exec_luafile", proc.exec_luafile }, { "proc.env", proc.env }, { "proc.esc", proc.esc },
  { "proc.quote_arg", proc.quote_arg }, { "proc.mutex", proc.mutex }, { "proc.semaphore", proc.semaphore }, { "proc.event", proc.event },
  { "mutex.lock", mutex.lock }, { "mutex.unlock", mutex.unlock }, { "mutex.guard", mutex.guard },
  { "semaphore.wait", semaphore.wait }, { "semaphore.post", semaphore.post }, { "event.wait", event.wait }, { "event.set", event.set },
}
for name, f in pairs(sys) do
  functions[#functions + 1] = { "syscall." .. name, f }
end
table.sort(functions, function(a, b) return a[1] < b[1] end)

-- Each is tried with nothing, with one value, with one behind something plausible, and as a method of something else; what
-- waits for ever or ends its process is begun again behind that.
local function arguments(number)
  local kind, i = (number - 1) // #values, (number - 1) % #values + 1
  if number == 0 then
    return
  elseif kind == 0 then
    return values[i]
  elseif kind == 1 then
    return 1, values[i]
  elseif kind == 2 then
    return "x", values[i]
  elseif kind == 3 then
    return 1, "x", values[i]
  else
    return values[i], 1, 1
  end
end
for _, entry in ipairs(functions) do
  local name, f = table.unpack(entry)
  local at, last = 0, 5 * #values
  local errors, restarts, bad, first = 0, 0, 0, nil
  while at <= last do
    local pid = sys.fork(function()
      local parent = sys.getppid()
      sys.setuser("nobody")
      for number = at, last do
        local own = sys.getpid()
        local ok, why = pcall(f, arguments(number))
        if sys.getpid() ~= own then
          sys.exit(0)
        end
        ipc.sendEvent(parent, "tried", { at = number, ok = ok, why = type(why) == "string" and why or nil })
      end
    end, "tries")
    local ended = sys.wait(pid, 0.05)
    local next = at
    repeat
      local event, tried = ipc.receiveEvent(pid, "tried", 0)
      if event then
        next = tried.at + 1
        if not tried.ok then
          errors = errors + 1
          first = first or tried.why
          if not tried.why or #tried.why == 0 or #tried.why > 200 then
            bad = bad + 1
          end
        end
      end
    until not event
    if not ended then
      sys.kill(pid, 9)
      sys.wait(pid)
    end
    if next <= last then
      restarts, next = restarts + 1, next + 1
    end
    at = next
    -- What it has started is process 1's now.
    for _, child in ipairs(sys.getplist()) do
      if child ~= sys.getpid() and child ~= witness then
        sys.kill(child, 9)
      end
    end
    repeat until not select(2, pcall(sys.wait, nil, 0)) or #sys.getplist() == 2
  end
  print(name, errors > 0 and first or "takes anything", bad == 0 or bad)
end

-- --- unknown names ---

try("an endpoint that nobody has", os.rpc.nobody)
try("to unbind it", os.unbind, "nobody")
try("a service that nobody is", ipc.lookup, "nobody")
try("an event for it", ipc.sendServiceEvent, "nobody", "x")
try("an option", spawn, "", { bogus = 1 })
try("a limit", spawn, "", { limits = { bogus = 1 } })
try("a grant", spawn, "", { grants = { bogus = true } })
try("a child's option", proc.exec_luafile, { cmd = "cat.lua", bogus = 1 })
try("a script", function() return table.concat({ tostring(proc.exec_luafile "bogus.lua"), select(2, proc.exec_luafile "bogus.lua") }, " ") end)
for _, option in ipairs {
  { name = 1 }, { args = "x" }, { args = { 1, print } }, { args = { {} } }, { env = "x" }, { env = { A = {} } }, { user = 1 }, { nice = 20 },
  { nice = "x" }, { quantum = 0 }, { quantum = 1.5 }, { limits = 1 }, { limits = { ticks = -1 } }, { limits = { ticks = "x" } },
  { contexts = 1 }, { contexts = { 1 } }, { grants = 1 }, { grants = { manage = 1 } }, { paused = 1 }, { monitor = "x" },
} do
  try("an option's value: " .. next(option), spawn, "", option)
end

-- --- dead and forged pids ---

local dead = sys.fork(os.exit)
sys.wait(dead)
local zombie = sys.fork(os.exit)
os.rpc.alarm(0.001)
for _, pid in ipairs { dead, zombie, 0, -1, 99, 1.5, 1 << 32, (1 << 32) + 1, math.mininteger, math.maxinteger, 2.0 ^ 40 } do
  local words = { tostring(pid == dead and "dead" or pid == zombie and "zombie" or pid) }
  for _, f in ipairs { ipc.sendEvent, sys.kill, system.ProcessManager.kill, sys.nice, sys.wait, sys.getpinfo, system.process, ipc.receiveEvent } do
    local second = (f == ipc.sendEvent or f == ipc.receiveEvent) and "x" or f == sys.kill and 15 or nil
    local ok, result
    if f == sys.nice then
      ok, result = pcall(f, 1, pid)
    elseif f == sys.wait and pid == zombie then
      ok, result = true, "left for later"
    elseif f == ipc.receiveEvent then
      ok, result = pcall(f, pid, "x", 0)
    else
      ok, result = pcall(f, pid, second)
    end
    words[#words + 1] = tostring(type(result) == "table" and (result.state or "record") or result)
  end
  print(table.concat(words, "; "))
end
sys.wait(zombie)

-- --- what can't be sent, is too large or too deep: whatever sends it ---

local deep, wide = {}, ("x"):rep(1 << 20)
local inner = deep
for _ = 1, 33 do
  inner[1] = {}
  inner = inner[1]
end
local cyclic = { list = {} }
cyclic.list[1] = cyclic
os.bind("mine")
local call_id = os.call("mine")
local call = select(2, sys.pullEvent("call"))
local senders = {
  { "sendEvent", function(value) return ipc.sendEvent(witness, "x", value) end },
  { "to oneself", function(value) return ipc.sendEvent(sys.getpid(), "x", value) end },
  { "queueEvent", function(value) return sys.queueEvent("x", value) end },
  { "sendServiceEvent", function(value) return ipc.sendServiceEvent("kept", "x", value) end },
  { "call", function(value) return os.call("kept", value) end },
  { "rpc", function(value) return os.rpc.kept(1, value) end },
  { "answer", function(value) return os.answer(call.cid, true, 1, value) end },
  { "error", function(value) return os.answer(call.cid, false, value) end },
  { "context", function(value) return context:call("x", value) end },
  { "spawn", function(value) return spawn("", { args = { value } }) end },
}
for _, sender in ipairs(senders) do
  local name, f = table.unpack(sender)
  try(name .. ": a function", f, { items = { 1, 2, print } })
  try(name .. ": a coroutine as a key", f, { [coroutine.create(print)] = 1 })
  try(name .. ": a file", f, { ["a b"] = { file = io.stdout } })
  try(name .. ": cyclic", f, cyclic)
  try(name .. ": too deep", f, deep)
  try(name .. ": too large", f, wide)
end
-- The call is still there to be answered.
os.answer(call.cid, true, "at last")
local answer = select(2, sys.pullEvent("answer"))
print(answer.cid == call_id, answer.args[1])
os.unbind("mine")

-- --- full mailboxes ---

local full = spawn("os.bind('full') require 'system.ipc'.register('full') os.rpc.alarm(1000) for i = 1, 3 do print(os.pull(0).data) end", {
  name = "full", limits = { events = 4 },
})
os.rpc.alarm(0.001)
print("full", ipc.sendEvent(full, "x", 1), ipc.sendEvent(full, "x", 2), ipc.sendEvent(full, "x", 3), ipc.sendEvent(full, "x", 4),
  ipc.sendServiceEvent("full", "x", 5))
try("a call of it", os.rpc.full)
try("a call with a timeout", function()
  local cid = os.call_timeout(1, "full")
  local event = select(2, sys.pullEvent("answer"))
  return event.cid == cid and event.args[1]
end)
spawn([[
  local sys = require "system.syscall"
  sys.queueEvent("x", 1)
  sys.queueEvent("x", 2)
  print("its own", select(2, pcall(sys.queueEvent, "x", 3)), require "system.ipc".sendEvent(sys.getpid(), "x", 3))
  print("its own calls", select(2, pcall(os.call, "nobody")))
  print(sys.pullEvent("x"), sys.pullEvent("x"), sys.pullEvent("x", 0))
]], { name = "own", limits = { events = 2 } })
os.rpc.alarm(0.1)

-- --- endless fork, kill storms ---

-- Each forks as many as it may, all try for ever, and are ended by their limits.
local bomb = spawn([[
  local sys = require "system.syscall"
  local function explode(depth)
    while true do
      pcall(sys.fork, depth < 4 and explode or os.pull, "bomb", depth + 1)
    end
  end
  explode(1)
]], { name = "bomb", quantum = 1000, limits = { children = 3, ticks = 20000 } })
print(select(2, sys.wait(bomb)))
os.rpc.alarm(0.01)
local left = 0
for _, pid in ipairs(sys.getplist()) do
  if sys.getpinfo(pid).name == "bomb" then
    left = left + 1
    sys.kill(pid, 9)
  end
end
print("left of an endless fork", left)
repeat until not pcall(sys.wait, nil, 0) or not sys.wait(nil, 0)
local fighters = {}
for i = 1, 12 do
  fighters[i] = spawn([[
    local sys, own = require "system.syscall", tonumber((...))
    for _, number in ipairs { 10, 12, 18 } do
      sys.signal(number, function() handled = (handled or 0) + 1 end)
    end
    local _, first = require "system.ipc".receiveEvent(1, "begin")
    for round = 1, 60 do
      for _, number in ipairs { 10, 12, 18, 19, 17, 18 } do
        pcall(sys.kill, first + (own * round + number) % 12, number)
        pcall(sys.kill, sys.getpid(), number == 19 and 18 or number)
      end
      if round > 40 then
        pcall(sys.kill, first + (own + round) % 12, ({ 15, 9, 2, 13 })[round % 4 + 1])
      end
    end
  ]], { name = "fighter", args = { tostring(i) }, quantum = 500 })
end
for _, pid in ipairs(fighters) do
  ipc.sendEvent(pid, "begin", fighters[1])
end
os.rpc.alarm(1)
for _, pid in ipairs(fighters) do
  pcall(sys.kill, pid, 9)
end
print("nobody fights", #sys.getplist())

-- --- registered twice, answers to nobody ---

print("registered twice", ipc.register("kept"), ipc.lookup("kept") == witness, ipc.register("own"), ipc.register("own"))
try("bound twice", os.bind, "kept")
try("unbound by another", os.unbind, "kept")
try("an answer to nobody", os.answer, 999, true)
os.bind("mine")
local taken = os.call("mine")
call = select(2, sys.pullEvent("call"))
os.cancel(taken)
print("an answer to one who took the call back", pcall(os.answer, call.cid, true))
try("a second one", os.answer, call.cid, true)
try("an answer to one's own call", os.answer, taken, true)
try("to cancel what was answered", os.cancel, taken)

-- --- timers in the past, and no numbers ---

os.rpc.alarm(1)
repeat until not os.pull(0)
local ids = { sys.timer(-5), sys.timer(0), sys.alarm(0), sys.alarm(-1e300), sys.timer(-1 / 0), sys.alarm(math.mininteger) }
local fired = 0
for _ = 1, #ids do
  local event = os.pull(0.0001)
  fired = fired + ((event.type == "timer" or event.type == "alarm") and 1 or 0)
end
print("timers in the past", fired, (os.pull(0)))
sys.cancel(sys.timer(1 / 0))
sys.cancel(sys.timer(1e300))
sys.cancel(12345)
local nan = 0 / 0
for name, f in pairs {
  timer = sys.timer, alarm = sys.alarm, pull = os.pull, ["rpc.alarm"] = os.rpc.alarm, call_timeout = function(s) return os.call_timeout(s, "x") end,
  pullEvent = function(s) return sys.pullEvent("x", s) end, receiveEvent = function(s) return ipc.receiveEvent(nil, "x", s) end,
  wait = function(s) local pid = sys.fork(os.pull) local ok, why = pcall(sys.wait, pid, s) sys.kill(pid, 9) sys.wait(pid) error(why, 0) end,
  lock = function(s) return proc.mutex("nan"):lock(s) end, ["a free semaphore"] = function(s) return proc.semaphore("free", 1):wait(s) end,
  ["an event that is set"] = function(s) proc.event("set"):set() return proc.event("set"):wait(s) end, semaphore = function(s) return proc.semaphore("nan", 0):wait(s) end,
  event = function(s) return proc.event("nan"):wait(s) end,
} do
  try("NaN seconds: " .. name, f, nan)
end

-- --- signals out of range ---

for _, number in ipairs { 0, -1, 4, 16, 33, 64, 99, 1 << 40, math.mininteger, 15.5, "TERM" } do
  print("signal", number, select(2, pcall(sys.kill, witness, number)), select(2, pcall(sys.signal, number, print)),
    select(2, pcall(ipc.sigaction, number, print)))
end
try("a handler for SIGKILL", sys.signal, 9, print)
try("a handler for SIGSTOP", ipc.sigaction, 19, print)
try("a handler that can't be called", sys.signal, 10, 1)

-- Nobody has lost anything.
ipc.sendEvent(witness, "account")
sys.wait(witness)
