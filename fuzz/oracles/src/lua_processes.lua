-- What random programs of several processes begin with: each thing they try is protected, and its results are printed and
-- remembered.
local sys, ipc, proc = require "system.syscall", require "system.ipc", require "proc"

-- What has been heard of.
local pids, cids, open_calls, contexts, timers, files, children = { 1 }, {}, {}, {}, {}, {}, {}

local function pick(list, n)
  return list[n % (#list + 1)]
end

function pid(n)
  return n == 0 and 4242 or pids[n % #pids + 1]
end

function cid(n)
  return pick(cids, n) or n
end

function open_call(n)
  return pick(open_calls, n) or n
end

function context(n)
  return pick(contexts, n)
end

function timer(n)
  return pick(timers, n) or n
end

function value(n)
  local kinds = {
    nil, n, "text " .. n, { 1, { n }, key = "x" }, context(n), { ctx = context(n), pid = pid(n) }, n / 7,
    { deep = { deep = { print } } }, ("x"):rep(n * 30), true,
  }
  return kinds[n % 10 + 1]
end

local function note(value, key)
  if type(value) == "table" then
    if value.type == "call" then
      open_calls[#open_calls + 1] = value.cid
    end
    for k, v in pairs(value) do
      note(v, k)
    end
  elseif type(value) == "userdata" and tostring(value):find "^context" then
    contexts[#contexts + 1] = value
  elseif key == "pid" or key == "sender" then
    pids[#pids + 1] = value
  end
end

local function show(value, depth)
  if type(value) ~= "table" or getmetatable(value) then
    return tostring(value)
  elseif depth > 3 then
    return "{...}"
  end
  local parts = {}
  for k, v in pairs(value) do
    parts[#parts + 1] = ("%s=%s"):format(tostring(k), show(v, depth + 1))
  end
  return "{" .. table.concat(parts, ",") .. "}"
end

local function try_into(list, what, f, ...)
  local results = table.pack(pcall(f, ...))
  local words = {}
  for i = 1, results.n do
    words[i] = show(results[i], 0)
    note(results[i])
  end
  print(sys.getpid(), what, table.concat(words, " "))
  if list and results[1] then
    list[#list + 1] = results[2]
  end
end

function try(...)
  try_into(nil, ...)
end

function call(...)
  try_into(cids, "call", os.call, ...)
end

function call_for(...)
  try_into(cids, "call_timeout", os.call_timeout, ...)
end

function new_context()
  try_into(contexts, "context", os.context)
end

function set_timer(seconds)
  try_into(timers, "timer", sys.timer, seconds)
end

function set_alarm(time)
  try_into(timers, "alarm", sys.alarm, time)
end

function pipe()
  local ok, reading, writing = pcall(proc.pipe)
  if ok then
    files[#files + 1], files[#files + 2] = reading, writing
  end
end

function with_file(n, method, ...)
  local file = pick(files, n)
  if file then
    try(method, file[method], file, ...)
  end
end

-- --- processes ---

function fork(role)
  try_into(pids, "fork", sys.fork, roles[role], "fork " .. role, role)
end

function spawn(role, options)
  options.name, options.args = "spawned " .. role, { tostring(role) }
  options.contexts = options.shares and contexts
  options.shares = nil
  local program = ("text = %q load(text, '=program')(...)"):format(text)
  try_into(pids, "spawn", system.ProcessManager.spawn, program, options)
end

function script(role, options)
  options.cmd = { "program.lua", tostring(role) }
  local ok, child, why = pcall(proc.exec_luafile, options)
  print(sys.getpid(), "script", ok, tostring(child), why)
  if ok and child then
    children[#children + 1], pids[#pids + 1] = child, child.id
    files[#files + 1] = child.stdin
    files[#files + 1] = child.stdout
  end
end

function with_child(n, method, ...)
  local child = pick(children, n)
  if child then
    try(method, child[method], child, ...)
  end
end

-- --- control ---

function spin(n)
  for _ = 1, n do
  end
end

function inside(f)
  local thread = coroutine.wrap(function()
    coroutine.wrap(f)()
  end)
  try("inside", thread)
end

function sorted(n)
  local list = {}
  for i = 1, n do
    list[i] = (i * 7919) % n
  end
  table.sort(list, function(a, b)
    return a < b
  end)
end

function handle(number)
  try("signal", sys.signal, number, function(n)
    print(sys.getpid(), "handles", n)
    spin(100)
    ipc.sendEvent(1, "handled", n)
  end)
end

function guarded(name, seconds, f)
  try("guarded", function()
    local guard <close> = proc.mutex(name):guard(seconds)
    f()
  end)
end

function at_exit(n)
  sys.atexit(function()
    print(sys.getpid(), "at exit", n)
    spin(n * 10)
  end)
end
