-- 100 MB through a child both ways: a copy of the process writes, this one reads
local proc, sys = require "proc", require "system.syscall"
local q = proc.exec({cmd = "cat", stdin = true, stdout = true})
local writer = sys.fork(function()
  local chunk = ("x"):rep(1 << 20)
  for _ = 1, 100 do q.stdin:write(chunk) end
  q.stdin:close()
end, "writer")
q.stdin:close()
local n = 0
while true do
  local s = q.stdout:read(1 << 20)
  if not s then break end
  n = n + #s
end
print(n, q:wait(), sys.wait(writer))
