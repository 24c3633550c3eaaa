-- any quantum
-- the numbers that the interfaces name
print(system.YIELD.BASIC, system.YIELD.PREEMPT, system.YIELD.CALL)
print(system.YIELD.ANSWER, system.YIELD.BIND, system.YIELD.UNBIND)
print(system.Process.RUNNING, system.Process.WAITING, system.Process.ZOMBIE)
print(system.Call.IN, system.Call.OUT, system.Call.ALARM)
local signal = require("system.ipc").signal
print(signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTRAP, signal.SIGABRT, signal.SIGKILL, signal.SIGPIPE)
print(signal.SIGTERM, signal.SIGCONT, signal.SIGSTOP, signal.SIGTTIN, signal.SIGTTOU)
print(signal.SIGUSR1, signal.SIGUSR2, signal.SIGCHLD)
local count = 0
for _ in pairs(signal) do
  count = count + 1
end
print(count)
-- the quantum is each process's own
local syscall = require "system.syscall"
system.ProcessManager.spawn("print(system.QUANTUM)", { quantum = 777 })
syscall.wait()
-- and no longer than its parent's, unless that is root's
system.ProcessManager.spawn([[
  system.ProcessManager.spawn("print(system.QUANTUM)", { quantum = 1000000000000 })
  require "system.syscall".wait()
]], { user = "alice", quantum = 500 })
syscall.wait()
