-- Tries to start a process, which takes a grant.
print(pcall(system.ProcessManager.spawn, "print 'escaped'"))
