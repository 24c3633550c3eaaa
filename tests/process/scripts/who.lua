local sys = require "system.syscall"
print("new program", sys.getppid(), arg[0], ...)
local call = os.pull()
os.answer(call.cid, true, "answered by the new program")
return 5
