-- children of the operating system: streams, exit codes, signals, environment, directory, what can't be started
local proc = require "proc"
local p = assert(proc.exec({ cmd = { "cat" }, stdin = true, stdout = true }))
print(p:status(), p.id == p:info().pid)
p.stdin:write("hello\nworld\n")
print(p.stdout:read("l"), p.stdout:read("l"))
p.stdin:close()
print(p.stdout:read("a"), p:wait())
for _, code in ipairs { 0, 1, 7, 127, 255 } do
  print(proc.exec({ "sh", "-c", "exit " .. code }):wait())
end
print(proc.exec("no-such-program"))
print(proc.exec("/etc/passwd"))
print(pcall(proc.exec_luafile, "/etc/passwd"))
local s = proc.exec({ "sleep", "10" })
print(s:wait(proc.clock() + 0.05))
print(s:kill(), s:wait())
print(s:status(), s:exit_code())
local t = proc.exec({ "sleep", "10" })
print(t:kill(15), t:wait())
local e = proc.exec({
  cmd = { "sh", "-c", "echo $A; pwd" },
  env = { A = "x y", PATH = os.getenv("PATH") },
  dir = "/",
  stdout = true,
})
print(e.stdout:read("a"), e:wait())
e:forget()
print(e:status(), e:wait())
print(pcall(proc.exec, { cmd = { "sleep", 5 } }))
-- only who waits waits
local spawn, sys = system.ProcessManager.spawn, require "system.syscall"
local other = spawn("for i = 1, 1000000 do end print('meanwhile')", { name = "other" })
print(proc.exec({ "sleep", "0.2" }):wait())
print(sys.wait(other))
proc.exec({ cmd = { "sleep", "1000" }, autokill = true })
