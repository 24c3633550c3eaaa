-- Tries to end process 1.
print(pcall(require("system.syscall").kill, 1, 9))
