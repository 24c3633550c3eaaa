-- tidelock run examples/kv_service.lua
--
-- A key-value store as a service: two endpoints, `set` and `get`, that other processes call. Its supervisor starts it
-- again whenever it ends, and somebody kills it in the middle of its work. What it knew it gets back from a journal, and
-- clients try again until they are answered, so nobody loses anything.
local syscall, ipc = require "system.syscall", require "system.ipc"

-- Keeps every change, for the next store.
local function journal()
  local entries = {}
  os.bind("append")
  os.bind("replay")
  while true do
    local call = os.pull()
    if call.name == "append" then
      entries[#entries + 1] = { key = call.args[1], value = call.args[2] }
      os.answer(call.cid, true)
    elseif call.name == "replay" then
      os.answer(call.cid, true, entries)
    end
  end
end

local function store()
  local values = {}
  local entries = os.rpc.replay()
  for _, entry in ipairs(entries) do
    values[entry.key] = entry.value
  end
  print(("store %d: begins with %d changes"):format(syscall.getpid(), #entries))
  os.bind("set")
  os.bind("get")
  while true do
    local call = os.pull()
    local key, value = table.unpack(call.args)
    -- It works a millisecond on each call.
    os.rpc.alarm(0.001)
    if call.name == "set" then
      os.rpc.append(key, value)
      values[key] = value
      os.answer(call.cid, true)
    elseif values[key] == nil then
      os.answer(call.cid, false, "no such key: " .. key)
    else
      os.answer(call.cid, true, values[key])
    end
  end
end

-- Calls until the service is there to answer; errors of its own are no reason to try again.
local function insist(name, ...)
  for try = 1, 100 do
    local results = table.pack(pcall(os.rpc[name], ...))
    if results[1] then
      return table.unpack(results, 2, results.n)
    end
    local problem = results[2]
    if problem ~= "callee exited" and not problem:find "^no process answers" then
      error(problem, 0)
    end
    print(("%s: %s, try %d"):format(syscall.getname(), problem, try))
    os.rpc.alarm(0.005)
  end
  error("the service is gone", 0)
end

local function client(number)
  local sum = 0
  for i = 1, 4 do
    local key = ("client %d, item %d"):format(number, i)
    insist("set", key, 10 * number + i)
    os.rpc.alarm(0.003)
    sum = sum + insist("get", key)
  end
  print(("client %d: sum %d"):format(number, sum))
end

syscall.fork(journal, "journal")
os.rpc.alarm(0.001)
local service = syscall.fork(store, "store")

local clients = {}
for number = 1, 3 do
  clients[syscall.fork(client, "client " .. number, number)] = true
end

syscall.fork(function()
  os.rpc.alarm(0.008)
  print("somebody kills the store")
  syscall.kill(service, ipc.signal.SIGKILL)
end, "somebody")

-- The supervisor.
while next(clients) do
  local _, child = syscall.pullEvent("process_complete")
  syscall.wait(child.pid)
  clients[child.pid] = nil
  if child.pid == service then
    print("supervisor: the store has ended (" .. child.reason .. "), starting another")
    service = syscall.fork(store, "store")
  end
end

print("at the end", os.rpc.get("client 2, item 3"), pcall(os.rpc.get, "client 4, item 1"))
for _, pid in ipairs(syscall.getplist()) do
  if pid ~= syscall.getpid() then
    syscall.kill(pid, ipc.signal.SIGTERM)
  end
end
