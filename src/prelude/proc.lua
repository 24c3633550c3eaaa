-- The module `proc`: processes as objects, environment variables, quoting, and what processes wait for by name. What it
-- asks the manager for comes as the chunk's argument.

local kernel = ...
local proc = {}

local function check(value, kind, position, name)
  if type(value) ~= kind then
    local found = value == nil and "no value" or type(value)
    error(("bad argument #%d to '%s' (%s expected, got %s)"):format(position, name, kind, found), 3)
  end
end

-- --- processes ---

-- What the methods ask for: of processes of this manager, and of children of the operating system.
local ours = { wait = kernel.wait, kill = kernel.kill, info = kernel.info, forget = kernel.forget }
local others = {
  wait = kernel.child_wait, kill = kernel.child_kill, info = kernel.child_info, forget = kernel.child_forget,
}

local Process = {}
Process.__index = Process
Process.__name = "process"

function Process:__tostring()
  return ("process: %d"):format(self.id)
end

-- What is known of its end, once it has been waited for.
local function finish(self, code, signal)
  if signal then
    self.ended = "killed"
  else
    self.ended, self.code = "finished", code
  end
end

local function result(self)
  if self.forgotten then
    return nil, "forgotten"
  elseif self.ended == "finished" then
    return self.code
  elseif self.ended then
    return nil, self.ended
  end
  return nil, "active"
end

-- The object that a method was called with, which is the process's that made it.
local function check_self(self, class, name)
  if getmetatable(self) ~= class then
    local found = self == nil and "no value" or type(self)
    error(("bad argument #1 to '%s' (%s expected, got %s; methods are called with ':')"):format(name, class.__name, found), 3)
  end
  if self.owner and self.owner ~= kernel.getpid() then
    error(("'%s': process %s is a child of process %d, and of no other"):format(name, self.id, self.owner), 3)
  end
end

-- Looks whether it has ended, for at most so many seconds (nil: for ever).
local function look(self, seconds)
  if self.forgotten or self.ended then
    return
  end
  local ok, id, code, _, signal = pcall(self.calls.wait, self.number, seconds)
  if not ok then
    -- Somebody else of this process has waited for it.
    self.forgotten = true
  elseif id then
    finish(self, code, signal)
  end
end

-- Its status, looked at now.
local function status(self)
  look(self, 0)
  return self.forgotten and "forgotten" or self.ended or "active"
end

function Process:kill(signal)
  check_self(self, Process, "kill")
  local now = status(self)
  if now ~= "active" then
    return nil, now
  end
  self.calls.kill(self.number, signal or 9)
  return true
end

function Process:wait(expires)
  check_self(self, Process, "wait")
  if expires ~= nil then
    check(expires, "number", 1, "wait")
    if expires ~= expires then
      error("bad argument #1 to 'wait' (a time expected, got nan)", 2)
    end
    look(self, math.max(expires - proc.clock(), 0))
  else
    look(self)
  end
  return result(self)
end

function Process:status()
  check_self(self, Process, "status")
  return status(self)
end

function Process:exit_code()
  check_self(self, Process, "exit_code")
  look(self, 0)
  return result(self)
end

function Process:forget()
  check_self(self, Process, "forget")
  if self.forgotten then
    return
  end
  look(self, 0)
  for _, name in ipairs { "stdin", "stdout", "stderr" } do
    local file = rawget(self, name)
    if file and io.type(file) == "file" then
      file:close()
    end
    self[name] = nil
  end
  if not self.ended or self.calls == others then
    self.calls.forget(self.number)
  end
  self.forgotten = true
end

function Process:info()
  check_self(self, Process, "info")
  local now = status(self)
  if now ~= "active" then
    return nil, now
  end
  return self.calls.info(self.number)
end

-- A command is a path, or a path and arguments.
local function command_of(cmd, name, is_option)
  if type(cmd) == "string" then
    return { cmd }
  end
  if type(cmd) ~= "table" then
    if is_option then
      error("bad option cmd (string or sequence of strings expected, got " .. type(cmd) .. ")", 4)
    end
    check(cmd, "string", 1, name)
  end
  return cmd
end

local function stream(value, name)
  if value == nil or type(value) == "boolean" then
    return value
  end
  local handle = kernel.handle(value)
  if not handle then
    error(("bad option %s (true, false or a file expected, got %s)"):format(name, type(value)), 4)
  end
  return handle
end

local known = {
  cmd = true, script = true, env = true, dir = true, cur_dir = true, stdin = true, stdout = true, stderr = true,
  autokill = true, limits = true,
}

local function options_of(name, opt, env, dir, stdin, stdout, stderr, autokill)
  if type(opt) == "table" and opt[1] == nil then
    for key in pairs(opt) do
      if not known[key] then
        error(("unknown option '%s'"):format(tostring(key)), 3)
      end
    end
    env, dir, stdin, stdout, stderr = opt.env, opt.dir or opt.cur_dir, opt.stdin, opt.stdout, opt.stderr
    autokill = opt.autokill
    local limits = opt.limits
    opt = opt.cmd or opt.script
    return {
      command = command_of(opt, name, true), env = env, dir = dir, autokill = autokill, limits = limits,
      stdin = stream(stdin, "stdin"), stdout = stream(stdout, "stdout"), stderr = stream(stderr, "stderr"),
    }
  end
  return {
    command = command_of(opt, name), env = env, dir = dir, autokill = autokill,
    stdin = stream(stdin, "stdin"), stdout = stream(stdout, "stdout"), stderr = stream(stderr, "stderr"),
  }
end

-- `number` is what the manager calls it; `id` is its PID, in the manager or in the operating system.
local function made(calls, number, stdin, stdout, stderr)
  if not number then
    return nil, stdin
  end
  local info = calls == others and calls.info(number)
  local id = info and info.pid or number
  local self = setmetatable({ id = id, number = number, calls = calls, owner = kernel.getpid() }, Process)
  self.stdin = stdin and kernel.file(stdin)
  self.stdout = stdout and kernel.file(stdout)
  self.stderr = stderr and kernel.file(stderr)
  return self
end

function proc.exec_luafile(...)
  return made(ours, kernel.exec_luafile(options_of("exec_luafile", ...)))
end

function proc.exec(...)
  return made(others, kernel.exec(options_of("exec", ...)))
end

function proc.pipe()
  local reading, writing = kernel.pipe()
  return kernel.file(reading), kernel.file(writing)
end

-- Seconds since the run began: what `expires` is compared with.
proc.clock = os.clock

-- --- environment variables ---

function proc.env(name, value)
  if name == nil then
    return kernel.getenv()
  end
  check(name, "string", 1, "env")
  if value == nil then
    return kernel.getenv(name)
  elseif value == false then
    kernel.setenv(name)
  else
    kernel.setenv(name, tostring(value))
  end
end

-- --- quoting ---

-- Backslashes before a quote, or at the end where one will follow, are doubled.
local function escape_windows(s)
  s = s:gsub('(\\*)"', function(slashes)
    return slashes .. slashes .. '\\"'
  end)
  return (s:gsub("\\+$", function(slashes)
    return slashes .. slashes
  end))
end

local function escape_unix(s)
  return (s:gsub('[$`\\"]', "\\%0"))
end

local platforms = { win = escape_windows, unix = escape_unix }

local function platform(name, position, of)
  local escape = platforms[name or "unix"]
  if not escape then
    error(("bad argument #%d to '%s' (platform 'win' or 'unix' expected, got '%s')"):format(position, of, tostring(name)), 3)
  end
  return escape
end

function proc.esc(s, plat)
  check(s, "string", 1, "esc")
  return platform(plat, 2, "esc")(s)
end

function proc.quote_arg(s, plat)
  check(s, "string", 1, "quote_arg")
  local escape = platform(plat, 2, "quote_arg")
  if plat == "win" then
    if s ~= "" and not s:find('[ \t\n\v"]') then
      return s
    end
  elseif s:find "^[%w_%-%./=]+$" then
    return s
  end
  return '"' .. escape(s) .. '"'
end

-- --- what processes wait for by name ---

local function class(name, methods)
  methods.__index = methods
  methods.__name = name
  function methods:__tostring()
    return ("%s: %s"):format(name, self.name)
  end
  return methods
end

local Mutex = class("mutex", {})

function Mutex:lock(seconds)
  check_self(self, Mutex, "lock")
  return kernel.lock(self.name, seconds)
end

function Mutex:try_lock()
  check_self(self, Mutex, "try_lock")
  return (kernel.lock(self.name, 0))
end

function Mutex:unlock()
  check_self(self, Mutex, "unlock")
  kernel.unlock(self.name)
end

-- For `local guard <close> = mutex:guard()`
function Mutex:guard(seconds)
  check_self(self, Mutex, "guard")
  local ok, reason = kernel.lock(self.name, seconds)
  if not ok then
    return nil, reason
  end
  return setmetatable({}, { __close = function() kernel.unlock(self.name) end }), reason
end

local Semaphore = class("semaphore", {})

function Semaphore:wait(seconds)
  check_self(self, Semaphore, "wait")
  return kernel.wait_semaphore(self.name, self.initial, seconds)
end

function Semaphore:try_wait()
  check_self(self, Semaphore, "try_wait")
  return (kernel.wait_semaphore(self.name, self.initial, 0))
end

function Semaphore:post(count)
  check_self(self, Semaphore, "post")
  if count ~= nil and (math.type(count) ~= "integer" or count < 0) then
    error(("bad argument #1 to 'post' (an integer from 0 expected, got %s)"):format(tostring(count)), 2)
  end
  return kernel.post_semaphore(self.name, self.initial, count)
end

local Event = class("event", {})

function Event:set()
  check_self(self, Event, "set")
  kernel.set_event(self.name, true)
end

function Event:reset()
  check_self(self, Event, "reset")
  kernel.set_event(self.name, false)
end

function Event:is_set()
  check_self(self, Event, "is_set")
  return kernel.set_event(self.name)
end

function Event:wait(seconds)
  check_self(self, Event, "wait")
  return kernel.wait_event(self.name, seconds)
end

function proc.mutex(name)
  check(name, "string", 1, "mutex")
  return setmetatable({ name = name }, Mutex)
end

function proc.semaphore(name, count)
  check(name, "string", 1, "semaphore")
  if math.type(count or 1) ~= "integer" or (count or 1) < 0 then
    error("bad argument #2 to 'semaphore' (an integer from 0 expected)", 2)
  end
  return setmetatable({ name = name, initial = count or 1 }, Semaphore)
end

function proc.event(name)
  check(name, "string", 1, "event")
  return setmetatable({ name = name }, Event)
end

return proc
