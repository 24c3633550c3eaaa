-- any quantum
-- luapower's proc: scripts as children, over pipes
local proc = require "proc"
local p = assert(proc.exec_luafile({ cmd = { "brackets.lua", "42" }, stdin = true, stdout = true }))
print(p:status())
p.stdin:write("hello\nwor", "ld\n")
print(p.stdout:read("l"), p.stdout:read("l"))
p.stdin:write("last")
p.stdin:close()
print(p.stdout:read("a"))
print(p:wait())
print(p:status(), p:exit_code())
p:forget()
print(p:status(), p:wait())
print(proc.exec_luafile("missing.lua"))
local q = proc.exec_luafile({ cmd = "cat.lua", stdin = true, stdout = true })
local sys = require "system.syscall"
sys.fork(function()
  local line = ("x"):rep(9999) .. "\n"
  for _ = 1, 100 do
    q.stdin:write(line)
  end
end, "writer")
q.stdin:close()
local n = 0
while true do
  local s = q.stdout:read(65536)
  if not s then
    break
  end
  n = n + #s
end
print("bytes", n, q:wait())
local k = proc.exec_luafile({ cmd = { "loop.lua" }, autokill = true })
print(k:kill(), k:wait())
print(k:exit_code())
proc.exec_luafile({ cmd = { "loop.lua" }, autokill = true })
