-- tidelock run examples/chat.lua [MEMBERS]
--
-- A chat room: a process that passes what anybody says on to all who have joined, and a thousand members, each a process of
-- its own. Every tenth says something; everybody counts what they hear.
local syscall, ipc = require "system.syscall", require "system.ipc"

local members = math.tointeger(... or 1000)
local speakers = members // 10

local function member(number, room)
  ipc.sendEvent(room, "join", number)
  local heard, letters = 0, 0
  while true do
    local event, line = ipc.receiveEvent(room)
    if event == "begin" and number % 10 == 0 then
      ipc.sendEvent(room, "say", ("member %d says hello"):format(number))
    elseif event == "line" then
      heard, letters = heard + 1, letters + #line
    elseif event == "end" then
      ipc.sendEvent(room, "heard", { lines = heard, letters = letters })
      return
    end
  end
end

local room = syscall.getpid()
local pids = {}
for number = 1, members do
  pids[number] = syscall.fork(member, "member " .. number, number, room)
end

local function broadcast(event, param)
  for _, pid in ipairs(pids) do
    assert(ipc.sendEvent(pid, event, param), "a mailbox is full")
  end
end

for _ = 1, members do
  ipc.receiveEvent(nil, "join")
end
print(members .. " members have joined")

broadcast("begin")
for _ = 1, speakers do
  local _, line = ipc.receiveEvent(nil, "say")
  broadcast("line", line)
end
broadcast("end")

local lines, letters, least, most = 0, 0, math.huge, 0
for _ = 1, members do
  local _, heard = ipc.receiveEvent(nil, "heard")
  lines, letters = lines + heard.lines, letters + heard.letters
  least, most = math.min(least, heard.lines), math.max(most, heard.lines)
end
for _ = 1, members do
  syscall.wait()
end
print(("%d lines were said, %d heard, %d letters in all"):format(speakers, lines, letters))
print(("each member heard %s"):format(least == most and least or least .. " to " .. most))
