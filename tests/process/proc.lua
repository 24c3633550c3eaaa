-- any quantum
-- the rest of luapower's proc: environment, quoting, pipes, what is known of a child, guards
local proc, sys = require "proc", require "system.syscall"
proc.env("A", "1")
proc.env("B", 2)
print(proc.env("A"), proc.env("B"), proc.env("C"))
sys.wait(sys.fork(function()
  print("child", proc.env("A"))
  proc.env("A", "changed")
end))
proc.env("B", false)
for name, value in pairs(proc.env()) do
  print(name, value)
end
print((pcall(proc.env, "A=B", "1")), (pcall(proc.env, 5)))
-- a string for each: as it is, escaped, quoted
for _, s in ipairs { "plain", "two words", 'a"b', "a\\", 'a\\"b', "a b\\", "$x`y`", "it's", "" } do
  print(s, proc.esc(s), proc.quote_arg(s), proc.esc(s, "win"), proc.quote_arg(s, "win"))
end
print(pcall(proc.esc, "x", "mac"))
print(pcall(proc.quote_arg, {}))
-- pipes
local reading, writing = proc.pipe()
writing:write("one\ntwo\nthree")
print(reading:read("l"), reading:read(2))
writing:close()
print(reading:read("a"), reading:read("a"), reading:read("l"))
reading:close()
reading, writing = proc.pipe()
reading:close()
print(writing:write("nobody reads"))
-- more than a pipe holds
reading, writing = proc.pipe()
local pid = sys.fork(function()
  reading:close()
  writing:write(("x"):rep(200000), "\n", "last\n")
end)
writing:close()
print(#reading:read("l"), reading:read("l"), reading:read("l"))
print(sys.wait(pid))
-- a child's streams, and what is known of it
reading, writing = proc.pipe()
local p = proc.exec_luafile { cmd = "cat.lua", stdin = reading, stdout = true, stderr = true }
reading:close()
print(p.id, p, p.stdin, io.type(p.stdout), io.type(p.stderr))
writing:write("through a pipe of one's own")
writing:close()
print(p.stdout:read("a"), p.stderr:read("a"), p:wait())
p = proc.exec_luafile { cmd = "loop.lua", limits = { cpu = 1, ticks = 30000000, memory = 1000000 } }
print(p:wait(proc.clock() + 0.001))
local info = p:info()
print(info.pid == p.id, info.name, info.state, info.cpu > 0.0005, info.memory < 100000)
print(p:wait())
print(p:info())
-- guards
local m = proc.mutex("m")
print(pcall(function()
  local guard <close> = m:guard()
  print(sys.wait(sys.fork(function()
    return m:guard(1) and 1 or 2
  end)))
  error("fails within", 0)
end))
print(m:try_lock())
