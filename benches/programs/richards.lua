-- Objects with inheritance: a simulated operating system whose tasks pass packets, after Martin Richards.

local rounds = tonumber((...)) or 34

local IDLE, WORKER, HANDLER_A, HANDLER_B, DEVICE_A, DEVICE_B = 1, 2, 3, 4, 5, 6
local FOR_DEVICE, FOR_WORK = 1, 2
local PAYLOAD = 4

local function class(parent)
  local new = setmetatable({}, { __index = parent })
  new.__index = new
  return new
end

local Packet = class()

function Packet.new(link, identity, kind)
  local packet = setmetatable({ link = link, identity = identity, kind = kind, datum = 1, data = {} }, Packet)
  for i = 1, PAYLOAD do
    packet.data[i] = 0
  end
  return packet
end

function Packet:append_to(queue)
  self.link = nil
  if not queue then
    return self
  end
  local last = queue
  while last.link do
    last = last.link
  end
  last.link = self
  return queue
end

-- A task: `queue` holds its packets; it runs while it is neither held, nor waiting with an empty queue.
local Task = class()

function Task.init(self, scheduler, identity, priority, queue)
  self.scheduler = scheduler
  self.identity = identity
  self.priority = priority
  self.queue = queue
  self.held = false
  self.waiting = queue ~= nil
  self.pending = queue ~= nil
  scheduler:add(self)
  return self
end

function Task:is_stopped()
  return self.held or (self.waiting and not self.pending)
end

-- Runs the task once, with a packet if it waited for one, and returns the task to look at next.
function Task:step()
  local packet
  if self.waiting and self.pending then
    packet = self.queue
    self.queue = packet.link
    self.waiting = false
    self.pending = self.queue ~= nil
  end
  return self:work(packet)
end

function Task:accept(packet, sender)
  if self.queue then
    self.queue = packet:append_to(self.queue)
  else
    packet.link = nil
    self.queue = packet
    self.pending = true
    if self.priority > sender.priority then
      return self
    end
  end
  return sender
end

function Task:wait()
  self.waiting = true
  return self
end

local IdleTask = class(Task)

function IdleTask:work()
  self.turns = self.turns - 1
  if self.turns == 0 then
    return self.scheduler:hold_current()
  end
  local odd = self.control % 2
  self.control = (self.control - odd) / 2
  if odd == 0 then
    return self.scheduler:release(DEVICE_A)
  end
  self.control = (self.control + 26627) % 65536
  return self.scheduler:release(DEVICE_B)
end

local WorkerTask = class(Task)

function WorkerTask:work(packet)
  if not packet then
    return self:wait()
  end
  self.target = self.target == HANDLER_A and HANDLER_B or HANDLER_A
  packet.identity = self.target
  packet.datum = 1
  for i = 1, PAYLOAD do
    self.letter = self.letter % 26 + 1
    packet.data[i] = self.letter
  end
  return self.scheduler:send(packet)
end

local HandlerTask = class(Task)

function HandlerTask:work(packet)
  if packet then
    if packet.kind == FOR_WORK then
      self.works = packet:append_to(self.works)
    else
      self.devices = packet:append_to(self.devices)
    end
  end
  local work = self.works
  if work then
    local datum = work.datum
    if datum > PAYLOAD then
      self.works = work.link
      return self.scheduler:send(work)
    end
    local device = self.devices
    if device then
      self.devices = device.link
      device.datum = work.data[datum]
      work.datum = datum + 1
      return self.scheduler:send(device)
    end
  end
  return self:wait()
end

local DeviceTask = class(Task)

function DeviceTask:work(packet)
  if packet then
    self.current = packet
    return self.scheduler:hold_current()
  end
  local done = self.current
  if not done then
    return self:wait()
  end
  self.current = nil
  return self.scheduler:send(done)
end

local Scheduler = class()

function Scheduler.new()
  return setmetatable({ tasks = {}, order = {}, sent = 0, holds = 0 }, Scheduler)
end

-- Tasks are looked at from the one added last.
function Scheduler:add(task)
  task.next = self.first
  self.first = task
  self.tasks[task.identity] = task
end

function Scheduler:run()
  local task = self.first
  while task do
    if task:is_stopped() then
      task = task.next
    else
      self.current = task
      task = task:step()
    end
  end
end

function Scheduler:hold_current()
  self.holds = self.holds + 1
  self.current.held = true
  return self.current.next
end

function Scheduler:release(identity)
  local task = self.tasks[identity]
  task.held = false
  if task.priority > self.current.priority then
    return task
  end
  return self.current
end

function Scheduler:send(packet)
  local receiver = self.tasks[packet.identity]
  self.sent = self.sent + 1
  packet.link = nil
  packet.identity = self.current.identity
  return receiver:accept(packet, self.current)
end

local function packets(count, identity, kind)
  local queue
  for _ = 1, count do
    queue = Packet.new(queue, identity, kind)
  end
  return queue
end

local sent, holds = 0, 0
for _ = 1, rounds do
  local scheduler = Scheduler.new()
  Task.init(setmetatable({ control = 1, turns = 10000 }, IdleTask), scheduler, IDLE, 0)
  local worker = setmetatable({ target = HANDLER_A, letter = 0 }, WorkerTask)
  Task.init(worker, scheduler, WORKER, 1000, packets(2, WORKER, FOR_WORK))
  Task.init(setmetatable({}, HandlerTask), scheduler, HANDLER_A, 2000, packets(3, DEVICE_A, FOR_DEVICE))
  Task.init(setmetatable({}, HandlerTask), scheduler, HANDLER_B, 3000, packets(3, DEVICE_B, FOR_DEVICE))
  Task.init(setmetatable({}, DeviceTask), scheduler, DEVICE_A, 4000):wait()
  Task.init(setmetatable({}, DeviceTask), scheduler, DEVICE_B, 5000):wait()
  scheduler:run()
  sent = sent + scheduler.sent
  holds = holds + scheduler.holds
end
print(string.format("%d %d", sent, holds))
