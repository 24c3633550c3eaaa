-- Objects with two levels of inheritance: an incremental solver of one-way constraints with strengths, after the
-- DeltaBlue algorithm (Freeman-Benson, Maloney and Borning, 1990). Strengths are numbers; 1 is the strongest.

local rounds = tonumber((...)) or 40

local REQUIRED, PREFERRED, NORMAL, WEAK, WEAKEST = 1, 3, 4, 6, 7

local function class(parent)
  local new = setmetatable({}, { __index = parent })
  new.__index = new
  return new
end

local Variable = class()

-- `decided_by` is the constraint that computes the value, `strength` the weakest that would have to give way to
-- change it, `stay` whether the value is known while planning.
function Variable.new(value)
  local new = { value = value, uses = {}, mark = 0, strength = WEAKEST, stay = true }
  return setmetatable(new, Variable)
end

function Variable:add(constraint)
  self.uses[#self.uses + 1] = constraint
end

function Variable:remove(constraint)
  local uses = self.uses
  for i = #uses, 1, -1 do
    if uses[i] == constraint then
      table.remove(uses, i)
    end
  end
  if self.decided_by == constraint then
    self.decided_by = nil
  end
end

local Constraint = class()

function Constraint:add_to(planner)
  self:attach()
  planner:add(self)
end

function Constraint:remove_from(planner)
  if self:is_satisfied() then
    planner:remove(self)
  else
    self:detach()
  end
end

function Constraint:is_input()
  return false
end

-- Tries to compute the output by this constraint; returns the one that it overrides.
function Constraint:satisfy(mark, planner)
  self:choose(mark)
  if not self:is_satisfied() then
    if self.strength == REQUIRED then
      error("a required constraint can't be satisfied")
    end
    return nil
  end
  self:mark_inputs(mark)
  local output = self:output()
  local overridden = output.decided_by
  if overridden then
    overridden:release()
  end
  output.decided_by = self
  if not planner:propagate(self, mark) then
    error("the constraints form a cycle")
  end
  output.mark = mark
  return overridden
end

-- Constraints on one variable.
local Unary = class(Constraint)

function Unary.init(self, variable, strength, planner)
  self.variable, self.strength, self.satisfied = variable, strength, false
  self:add_to(planner)
  return self
end

function Unary:attach()
  self.variable:add(self)
  self.satisfied = false
end

function Unary:detach()
  self.variable:remove(self)
  self.satisfied = false
end

function Unary:choose(mark)
  self.satisfied = self.variable.mark ~= mark and self.strength < self.variable.strength
end

function Unary:is_satisfied()
  return self.satisfied
end

function Unary:release()
  self.satisfied = false
end

function Unary:output()
  return self.variable
end

function Unary:mark_inputs() end

function Unary:inputs_known()
  return true
end

function Unary:recalculate()
  self.variable.strength = self.strength
  self.variable.stay = not self:is_input()
  if self.variable.stay then
    self:execute()
  end
end

local Stay = class(Unary)

function Stay.new(variable, strength, planner)
  return Unary.init(setmetatable({}, Stay), variable, strength, planner)
end

function Stay:execute() end

local Edit = class(Unary)

function Edit.new(variable, strength, planner)
  return Unary.init(setmetatable({}, Edit), variable, strength, planner)
end

function Edit:is_input()
  return true
end

function Edit:execute() end

-- Constraints between two variables; `to` is the one that is computed, or nil.
local Binary = class(Constraint)

function Binary.init(self, first, second, strength, planner)
  self.first, self.second, self.strength = first, second, strength
  self:add_to(planner)
  return self
end

function Binary:attach()
  self.first:add(self)
  self.second:add(self)
  self.to = nil
end

function Binary:detach()
  self.first:remove(self)
  self.second:remove(self)
  self.to = nil
end

function Binary:choose(mark)
  local first, second, strength = self.first, self.second, self.strength
  self.to = nil
  if first.mark == mark then
    if second.mark ~= mark and strength < second.strength then
      self.to, self.from = second, first
    end
  elseif second.mark == mark then
    if strength < first.strength then
      self.to, self.from = first, second
    end
  elseif first.strength > second.strength then
    if strength < first.strength then
      self.to, self.from = first, second
    end
  elseif strength < second.strength then
    self.to, self.from = second, first
  end
end

function Binary:is_satisfied()
  return self.to ~= nil
end

function Binary:release()
  self.to = nil
end

function Binary:output()
  return self.to
end

function Binary:mark_inputs(mark)
  self.from.mark = mark
end

function Binary:inputs_known(mark)
  local from = self.from
  return from.mark == mark or from.stay or from.decided_by == nil
end

function Binary:recalculate()
  local from, to = self.from, self.to
  to.strength = self.strength > from.strength and self.strength or from.strength
  to.stay = from.stay
  if to.stay then
    self:execute()
  end
end

local Equal = class(Binary)

function Equal.new(first, second, strength, planner)
  return Binary.init(setmetatable({}, Equal), first, second, strength, planner)
end

function Equal:execute()
  self.to.value = self.from.value
end

-- second = first * factor + offset
local Scale = class(Binary)

function Scale.new(first, factor, offset, second, strength, planner)
  local self = setmetatable({ factor = factor, offset = offset }, Scale)
  return Binary.init(self, first, second, strength, planner)
end

function Scale:attach()
  Binary.attach(self)
  self.factor:add(self)
  self.offset:add(self)
end

function Scale:detach()
  Binary.detach(self)
  self.factor:remove(self)
  self.offset:remove(self)
end

function Scale:mark_inputs(mark)
  Binary.mark_inputs(self, mark)
  self.factor.mark = mark
  self.offset.mark = mark
end

function Scale:execute()
  if self.to == self.second then
    self.second.value = self.first.value * self.factor.value + self.offset.value
  else
    self.first.value = (self.second.value - self.offset.value) / self.factor.value
  end
end

function Scale:recalculate()
  local from, to = self.from, self.to
  to.strength = self.strength > from.strength and self.strength or from.strength
  to.stay = from.stay and self.factor.stay and self.offset.stay
  if to.stay then
    self:execute()
  end
end

local Planner = class()

function Planner.new()
  return setmetatable({ mark = 0 }, Planner)
end

function Planner:next_mark()
  self.mark = self.mark + 1
  return self.mark
end

function Planner:add(constraint)
  local mark = self:next_mark()
  repeat
    constraint = constraint:satisfy(mark, self)
  until not constraint
end

-- Removes a satisfied constraint, and lets the strongest that it held off take over.
function Planner:remove(constraint)
  local output = constraint:output()
  constraint:release()
  constraint:detach()
  local waiting = self:unsatisfied_after(output)
  for strength = REQUIRED, WEAKEST do
    for _, other in ipairs(waiting) do
      if other.strength == strength then
        self:add(other)
      end
    end
  end
end

-- Recalculates everything below `constraint`; false if that would change an input of its own.
function Planner:propagate(constraint, mark)
  local pending = { constraint }
  while #pending > 0 do
    local current = table.remove(pending)
    local output = current:output()
    if output.mark == mark then
      return false
    end
    current:recalculate()
    self:push_users(output, pending)
  end
  return true
end

function Planner:push_users(variable, pending)
  for _, user in ipairs(variable.uses) do
    if user ~= variable.decided_by and user:is_satisfied() then
      pending[#pending + 1] = user
    end
  end
end

function Planner:unsatisfied_after(output)
  output.decided_by = nil
  output.strength = WEAKEST
  output.stay = true
  local unsatisfied, pending = {}, { output }
  while #pending > 0 do
    local variable = table.remove(pending)
    for _, user in ipairs(variable.uses) do
      if not user:is_satisfied() then
        unsatisfied[#unsatisfied + 1] = user
      elseif user ~= variable.decided_by then
        user:recalculate()
        pending[#pending + 1] = user:output()
      end
    end
  end
  return unsatisfied
end

-- The constraints to execute, in order, whenever the given input changes.
function Planner:plan_for(input)
  local mark = self:next_mark()
  local plan, pending = {}, { input }
  while #pending > 0 do
    local constraint = table.remove(pending)
    local output = constraint:output()
    if output.mark ~= mark and constraint:inputs_known(mark) then
      plan[#plan + 1] = constraint
      output.mark = mark
      self:push_users(output, pending)
    end
  end
  return plan
end

function Planner:change(variable, values)
  local edit = Edit.new(variable, PREFERRED, self)
  local plan = self:plan_for(edit)
  for value = 1, values do
    variable.value = value
    for _, constraint in ipairs(plan) do
      constraint:execute()
    end
  end
  edit:remove_from(self)
end

-- A chain of n equalities, edited at one end.
local function chain(n)
  local planner = Planner.new()
  local first = Variable.new(0)
  local last = first
  for _ = 1, n do
    local next = Variable.new(0)
    Equal.new(last, next, REQUIRED, planner)
    last = next
  end
  Stay.new(last, NORMAL, planner)
  planner:change(first, 100)
  return last.value
end

-- n independent pairs scaled by the same factor and offset, each of which is edited.
local function projection(n)
  local planner = Planner.new()
  local factor, offset = Variable.new(10), Variable.new(1000)
  local sources, results = {}, {}
  for i = 1, n do
    sources[i], results[i] = Variable.new(i), Variable.new(i)
    Stay.new(sources[i], NORMAL, planner)
    Scale.new(sources[i], factor, offset, results[i], REQUIRED, planner)
  end
  planner:change(sources[n], 17)
  planner:change(results[1], 1050)
  planner:change(factor, 5)
  planner:change(offset, 2000)
  local sum = 0
  for i = 1, n do
    sum = sum + results[i].value
  end
  return sum
end

-- A tree of equalities from one root: every leaf follows.
local function fan(n)
  local planner = Planner.new()
  local variables = { Variable.new(0) }
  for i = 2, n do
    variables[i] = Variable.new(0)
    Equal.new(variables[math.floor(i / 2)], variables[i], REQUIRED, planner)
  end
  Stay.new(variables[n], WEAK, planner)
  planner:change(variables[1], 40)
  return variables[n].value + variables[math.floor(n / 2) + 1].value
end

local checksum = 0
for _ = 1, rounds do
  checksum = (checksum * 3 + chain(400) + projection(60) + fan(500)) % 1000000007
end
print(string.format("%d", checksum))
