-- Copies of a heap of so many objects: each says what is in its last one, waits until all have been made, and ends.
io.stdout:setvbuf "line"
local ipc, syscall = require "system.ipc", require "system.syscall"
local forks, objects = tonumber((...)), tonumber((select(2, ...)))
local heap = {}
for i = 1, objects do
  heap[i] = { number = i, value = 2 * i }
end
local pids = {}
print "begin"
for i = 1, forks do
  pids[i] = syscall.fork(function(index)
    local last = heap[#heap]
    last.value = last.value + index
    ipc.sendEvent(1, "forked", last.value)
    ipc.receiveEvent()
  end, "copy", i)
end
local sum = heap[#heap].value
for _ = 1, forks do
  local _, value = ipc.receiveEvent(nil, "forked")
  sum = sum + value
end
print("fork", sum)
for i = 1, forks do
  ipc.sendEvent(pids[i], "stop")
end
