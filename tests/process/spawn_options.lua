-- any quantum
-- options of spawn: standard streams, limits, what is refused and how it is named
local sys, ipc, proc = require "system.syscall", require "system.ipc", require "proc"
local spawn, wait = system.ProcessManager.spawn, sys.wait
local function fails(options, program)
  print(select(2, pcall(spawn, program or "", options)))
end
-- a pipe: from a process to its parent, and back; the options stay as they were
local upper = [[ for line in io.lines() do print((line:upper())) end ]]
local to_child, writing = nil, nil
to_child, writing = proc.pipe()
local reading, from_child = proc.pipe()
local options = { name = "upper", stdin = to_child, stdout = from_child }
local pid = spawn(upper, options)
print(options.stdin == to_child, options.stdout == from_child)
to_child:close()
from_child:close()
writing:write("one\ntwo\n")
writing:close()
print(reading:read("a"))
print(wait(pid))
-- nothing to read, and nobody who reads
print(wait(spawn([[ io.write("lost") return io.read() == nil and 5 or 6 ]], { stdin = "null", stdout = "null" })))
wait(spawn([[ print("inherited") io.stderr:write("and errors\n") ]], { stdout = "inherit", stderr = "inherit" }))
-- those of another process, which is the parent of neither
reading, writing = proc.pipe()
local other = spawn("os.pull()", { name = "other", stdout = writing, stdin = "null" })
writing:close()
pid = spawn([[ print("into the pipe of another", io.read()) ]], { stdout = other, stdin = other })
wait(pid)
sys.kill(other, 9)
wait(other)
print(reading:read("a"))
-- a script's end serves as well
local cat = proc.exec_luafile { cmd = "cat.lua", stdin = true, stdout = true }
wait(spawn([[ print("through a script") ]], { stdout = cat.stdin }))
cat.stdin:close()
print(cat.stdout:read("a"), cat:wait())
-- what is no stream
reading, writing = proc.pipe()
fails { stdin = writing }
fails { stdout = reading }
fails { stdout = io.stdout }
reading:close()
fails { stdin = reading }
fails { stdin = "nul" }
fails { stdin = true }
fails { stderr = 99 }
fails { stderr = -1 }
fails { stderr = pid }
wait(sys.fork(function()
  sys.setuser("alice")
  fails { stdout = 1 }
  print(wait(spawn("", { stdout = sys.getpid() })) ~= nil)
end))
writing:close()
-- limits: at each, and one past it
wait(spawn([[
  local proc = require "proc"
  local a, b = proc.pipe()
  print(pcall(proc.pipe))
  a:close()
  print(pcall(proc.pipe))
  b:close()
  print((pcall(proc.pipe)))
  print(pcall(proc.exec_luafile, { cmd = "cat.lua", stdin = true }))
]], { limits = { handles = 2 } }))
local nested = [[
  local ipc, depth = require "system.ipc", ...
  local me, t = require("system.syscall").getpid(), {}
  for _ = 2, tonumber(depth) do t = { t } end
  print(pcall(ipc.sendEvent, me, "x", t))
  print(pcall(os.call, "nobody", t))
]]
for depth = 3, 4 do
  wait(spawn(nested, { limits = { depth = 3 }, args = { tostring(depth) } }))
end
-- a child never gets more, a copy has the same, and so has what takes its place
wait(spawn([[
  local sys = require "system.syscall"
  local program = "print(pcall(require('system.ipc').sendEvent, 1, 'x', { {} }))"
  sys.wait(system.ProcessManager.spawn(program, { limits = { depth = 9 } }))
  sys.wait(sys.fork(function() print(pcall(require("system.ipc").sendEvent, 1, "x", { {} })) end))
]], { limits = { depth = 1 } }))
local all = { depth = 0, handles = 0, events = 1, bytes = 100, children = 0, timers = 0, memory = 10 ^ 6, cpu = 1 }
print(proc.exec_luafile { cmd = { "brackets.lua", "7" }, stdin = false, limits = all }:wait())
print(pcall(proc.exec_luafile, { cmd = "who.lua", limits = { files = 1 } }))
-- what this host doesn't have is refused in words that name the option
fails { cwd = "." }
fails { grants = { read = { "scripts" } } }
fails { grants = { write = { "x" } } }
fails { grants = { env = { "HOME" } } }
fails { grants = { exec = { "ls" } } }
print(wait(spawn("", { grants = { read = false, write = {}, env = true, exec = false } })) ~= nil)
-- what is inherited of the environment is what may be read of it
proc.env("A", "1")
proc.env("B", "2")
local show = [[ for name, value in pairs(require("system.syscall").getenv()) do print(name, value) end ]]
wait(spawn(show, {}))
wait(spawn(show, { grants = { env = false } }))
wait(spawn(show, { grants = { env = false }, env = { C = "3" } }))
-- bad values name their option, whatever they are
print(select(2, pcall(spawn)))
print(select(2, pcall(spawn, {})))
print(select(2, pcall(spawn, "", 5)))
print(select(2, pcall(spawn, "", "x")))
fails { "name" }
fails { name = "x", [2] = "y" }
fails { [true] = 1 }
fails { nme = "x" }
fails { name = 5 }
fails { name = io.stdout }
fails { args = "x" }
fails { args = { 1 } }
fails { env = { 1 } }
fails { env = { x = 1 } }
fails { cwd = 1 }
fails { user = 1 }
fails { nice = 20 }
fails { nice = "x" }
fails { quantum = 0 }
fails { quantum = 1.5 }
fails { limits = 5 }
fails { limits = { 5 } }
fails { limits = { memory = "x" } }
fails { limits = { memory = -1 } }
fails { limits = { mem = 1 } }
fails { grants = { "manage" } }
fails { grants = { manage = 1 } }
fails { grants = { reads = true } }
fails { grants = { read = 5 } }
fails { grants = { read = { 5 } } }
fails { contexts = 1 }
fails { contexts = { 1 } }
fails { paused = 1 }
fails { monitor = "yes" }
fails({ name = "broken" }, "x = = 1")
-- precompiled code is a program too, if it is whole
local code = string.dump(function(...) print("dumped", ...) return 4 end)
print(wait(spawn(code, { args = { "a", "b" } })))
for name, part in pairs { cut = code:sub(1, -2), damaged = code:sub(1, 60) .. "x" .. code:sub(62) } do
  print(select(2, pcall(spawn, part, { name = name })):match("%a+: bad precompiled chunk"))
end
fails({ name = "other" }, "\27Lua\x53" .. code:sub(6))
fails({ name = "short" }, "\27Lu")
