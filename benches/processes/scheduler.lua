-- Processes as programs in plain Lua have them: coroutines, and a loop that resumes those which have something to do.
-- It has the functions of tidelock that the programs beside it use, so that `lua5.4 scheduler.lua ping.lua 1000` does
-- the same work as `tidelock run ping.lua 1000`. Messages are copied deeply, timers are in a heap, and time is virtual:
-- it jumps to the next timer when all processes wait.
--
-- A hook cannot yield in Lua 5.4 ("attempt to yield across a C-call boundary"), only one written in C can. So it marks
-- a process whose quantum is used up, which then gives way at its next call of a function below; one that calls none
-- keeps all others from running until its budget is gone, and ends by an error that a pcall may swallow.

local QUANTUM = 100000 -- instructions
local SLICES_MAX = 100000 -- quanta that a process may take without giving way
local MAILBOX_EVENTS_MAX = 10000
local DEPTH_MAX = 32

local resume, create, yield, status = coroutine.resume, coroutine.create, coroutine.yield, coroutine.status
local WAIT = {} -- what a process yields that is not to run before it is woken

local processes = {} -- by pid
local last_pid = 0
local ready, ready_count = {}, 0 -- who runs in the next round
local now = 0.0
local current -- the process that runs

-- Messages

local function copy(value, depth)
  local kind = type(value)
  if kind == "table" then
    if depth > DEPTH_MAX then
      error("message nested deeper than " .. DEPTH_MAX .. " levels, or cyclic", 0)
    end
    local result = {}
    for key, field in next, value do
      result[copy(key, depth + 1)] = copy(field, depth + 1)
    end
    return result
  elseif kind == "function" or kind == "thread" or kind == "userdata" then
    error("cannot send a " .. kind .. ", expected plain data", 0)
  end
  return value
end

-- Processes

local function make_ready(process)
  if not process.is_ready then
    process.is_ready = true
    ready_count = ready_count + 1
    ready[ready_count] = process
  end
end

local function hook()
  current.slices = current.slices + 1
  if current.slices > SLICES_MAX then
    error("process " .. current.pid .. " never gives way", 0)
  end
end

local function start(body, name, ...)
  last_pid = last_pid + 1
  local process = {
    pid = last_pid, name = name, slices = 0, is_ready = false, events = {}, first = 1, last = 0,
    thread = create(body), arguments = table.pack(...),
  }
  debug.sethook(process.thread, hook, "", QUANTUM)
  processes[last_pid] = process
  make_ready(process)
  return last_pid
end

local function give_way()
  current.slices = 0
  yield()
end

-- Whether `process` may have one more event.
local function has_room(process)
  return process.last - process.first + 1 < MAILBOX_EVENTS_MAX
end

local function deliver(process, event)
  process.last = process.last + 1
  process.events[process.last] = event
  make_ready(process)
end

-- The first event that `is_wanted`, and waits for it.
local function take(is_wanted, ...)
  local process = current
  local at = process.first
  while true do
    while at <= process.last do
      local event = process.events[at]
      if not is_wanted or is_wanted(event, ...) then
        for i = at, process.first + 1, -1 do
          process.events[i] = process.events[i - 1]
        end
        process.events[process.first] = nil
        process.first = process.first + 1
        return event
      end
      at = at + 1
    end
    process.slices = 0
    yield(WAIT)
  end
end

-- Timers: a binary heap by time, then by age

local timers, timer_count, last_timer = {}, 0, 0

local function is_before(a, b)
  return a.time < b.time or a.time == b.time and a.id < b.id
end

local function add_timer(seconds, process, event)
  last_timer = last_timer + 1
  local timer = { time = now + seconds, id = last_timer, process = process, event = event }
  timer_count = timer_count + 1
  local at = timer_count
  while at > 1 and is_before(timer, timers[at // 2]) do
    timers[at] = timers[at // 2]
    at = at // 2
  end
  timers[at] = timer
  return last_timer
end

local function take_timer()
  local first, moved = timers[1], timers[timer_count]
  timers[timer_count] = nil
  timer_count = timer_count - 1
  local at = 1
  while 2 * at <= timer_count do
    local child = 2 * at
    if child < timer_count and is_before(timers[child + 1], timers[child]) then
      child = child + 1
    end
    if not is_before(timers[child], moved) then break end
    timers[at] = timers[child]
    at = child
  end
  if timer_count > 0 then timers[at] = moved end
  return first
end

-- What programs see: globals of their own, and behind them these

local ipc, syscall = {}, {}
package.loaded["system.ipc"], package.loaded["system.syscall"] = ipc, syscall

local behind = { __index = _G }

local function spawn(program, options)
  local environment = setmetatable({}, behind)
  local name = options and options.name or "?"
  local body = assert(load(program, "=" .. name, "t", environment))
  return start(body, name, table.unpack(options and options.args or {}))
end

system = { ProcessManager = { spawn = spawn } }

function syscall.getpid()
  return current.pid
end

function syscall.wait(pid)
  while processes[pid] do
    give_way()
  end
end

-- A heap of its own: tables among the variables of the function are copied, as those of a message; functions are
-- shared, which is less than a copy.
local function copy_heap(value, seen)
  if type(value) ~= "table" then return value end
  if seen[value] then return seen[value] end
  local result = {}
  seen[value] = result
  for key, field in next, value do
    result[copy_heap(key, seen)] = copy_heap(field, seen)
  end
  return result
end

function syscall.fork(body, name, ...)
  local forked = load(string.dump(body), "=fork", "b")
  local seen = {}
  for i = 1, math.huge do
    local variable, value = debug.getupvalue(body, i)
    if not variable then break end
    -- A variable of its own, which the new function and the old one don't share.
    debug.setupvalue(forked, i, variable == "_ENV" and setmetatable({}, behind) or copy_heap(value, seen))
  end
  return start(forked, name, ...)
end

function syscall.timer(seconds)
  local event = { type = "timer" }
  event.id = add_timer(seconds, current, event)
  return event.id
end

local function is_of_type(event, name)
  return event.type == name
end

function syscall.pullEvent(name)
  local event = take(name and is_of_type, name)
  local fields = {}
  for key, value in next, event do
    if key ~= "type" then fields[key] = value end
  end
  return event.type, fields
end

function ipc.sendEvent(pid, name, data)
  if current.slices > 0 then give_way() end
  local process = processes[pid]
  if not process or not has_room(process) then return false end
  deliver(process, { type = "remote_event", sender = current.pid, name = name, data = copy(data, 1) })
  return true
end

local function is_from(event, pid, name)
  return event.type == "remote_event" and (not pid or event.sender == pid) and (not name or event.name == name)
end

function ipc.receiveEvent(pid, name)
  local event = take(is_from, pid, name)
  return event.name, event.data, event.sender
end

-- Calls

local endpoints = {} -- pids, by name
local calls, last_call = {}, 0 -- who calls, by number

function os.pull()
  return take()
end

function os.bind(name)
  if endpoints[name] then error("'" .. name .. "' is bound already", 2) end
  endpoints[name] = current.pid
end

function os.answer(cid, ok, ...)
  local caller = calls[cid]
  if not caller then error("no call " .. cid .. " awaits an answer of this process", 2) end
  calls[cid] = nil
  caller.answer = { ok = ok, args = copy({ ... }, 1) }
  make_ready(caller)
end

local function call(name, ...)
  local process = processes[endpoints[name]]
  if not process then error("no process answers calls of '" .. name .. "'", 0) end
  if not has_room(process) then error("mailbox of process " .. process.pid .. " full", 0) end
  last_call = last_call + 1
  local caller = current
  calls[last_call] = caller
  deliver(process, { type = "call", cid = last_call, name = name, pid = caller.pid, args = copy({ ... }, 1) })
  caller.slices = 0
  while not caller.answer do
    yield(WAIT)
  end
  local answer = caller.answer
  caller.answer = nil
  if not answer.ok then error(answer.args[1], 0) end
  return table.unpack(answer.args)
end

os.rpc = setmetatable({}, {
  __index = function(_, name)
    return function(...)
      return call(name, ...)
    end
  end,
})

-- The loop

local function run_slice(process)
  current = process
  process.is_ready = false
  local arguments = process.arguments
  local ok, wanted
  if arguments then
    process.arguments = nil
    ok, wanted = resume(process.thread, table.unpack(arguments, 1, arguments.n))
  else
    ok, wanted = resume(process.thread)
  end
  if not ok then
    io.stderr:write(debug.traceback(process.thread, tostring(wanted)), "\n")
    os.exit(1)
  elseif status(process.thread) == "dead" then
    processes[process.pid] = nil
  elseif wanted ~= WAIT then
    make_ready(process)
  end
end

local function run()
  while true do
    while ready_count > 0 do
      local round, count = ready, ready_count
      ready, ready_count = {}, 0
      for i = 1, count do
        run_slice(round[i])
      end
    end
    if timer_count == 0 then return end
    now = timers[1].time
    while timer_count > 0 and timers[1].time <= now do
      local timer = take_timer()
      deliver(timer.process, timer.event)
    end
  end
end

local file = ...
start(assert(loadfile(file, "t", setmetatable({}, behind))), file, select(2, ...))
run()
if next(processes) then
  io.stderr:write("every process waits, and nothing will wake any\n")
  os.exit(4)
end
