-- A lexer of Lua in Lua: byte tests, patterns, keyword lookups, and a table per token.

local rounds = tonumber((...)) or 600
local byte, find, sub = string.byte, string.find, string.sub

local keywords = {}
for word in ([[and break do else elseif end false for function goto if in local nil not or repeat return then true
    until while]]):gmatch("%a+") do
  keywords[word] = true
end

local operators = {}
for operator in ("+ - * / % ^ # & ~ | << >> // == ~= <= >= < > = ( ) { } [ ] :: ; : , . .. ..."):gmatch("%S+") do
  operators[operator] = true
end

local Lexer = {}
Lexer.__index = Lexer

function Lexer.new(text)
  return setmetatable({ text = text, at = 1, line = 1, tokens = {} }, Lexer)
end

function Lexer:emit(kind, last)
  local token = { kind = kind, text = sub(self.text, self.at, last), line = self.line }
  self.tokens[#self.tokens + 1] = token
  self.at = last + 1
end

function Lexer:count_lines(first, last)
  local at = first
  while true do
    at = find(self.text, "\n", at, true)
    if not at or at > last then
      return
    end
    self.line = self.line + 1
    at = at + 1
  end
end

-- The end of a long bracket that opens at `at`, or nil.
function Lexer:long_bracket(at)
  local _, open, level = find(self.text, "^%[(=*)%[", at)
  if open then
    local _, last = find(self.text, "]" .. level .. "]", open + 1, true)
    return last or error("unfinished long bracket near line " .. self.line, 0)
  end
end

function Lexer:comment()
  local last = self:long_bracket(self.at + 2)
  if last then
    self:count_lines(self.at, last)
    self.at = last + 1
  else
    self.at = find(self.text, "\n", self.at, true) or #self.text + 1
  end
end

function Lexer:quoted(quote)
  local at = self.at + 1
  while true do
    local current = byte(self.text, at)
    if current == quote then
      return self:emit("string", at)
    elseif not current or current == 10 then
      error("unfinished string near line " .. self.line, 0)
    elseif current == 92 then
      at = at + 1
    end
    at = at + 1
  end
end

function Lexer:number()
  local _, last = find(self.text, "^0[xX][%x.]*", self.at)
  if not last then
    _, last = find(self.text, "^%d*%.?%d*", self.at)
    local _, exponent = find(self.text, "^[eE][+-]?%d+", last + 1)
    last = exponent or last
  end
  self:emit("number", last)
end

function Lexer:operator()
  for length = 3, 1, -1 do
    if operators[sub(self.text, self.at, self.at + length - 1)] then
      return self:emit("operator", self.at + length - 1)
    end
  end
  error("unexpected symbol near line " .. self.line, 0)
end

local function is_letter(code)
  return code >= 97 and code <= 122 or code >= 65 and code <= 90 or code == 95
end

local function is_digit(code)
  return code and code >= 48 and code <= 57
end

function Lexer:run()
  local text = self.text
  while true do
    local at = self.at
    local code = byte(text, at)
    if not code then
      return self.tokens
    elseif code == 10 then
      self.line = self.line + 1
      self.at = at + 1
    elseif code == 32 or code == 9 or code == 13 then
      self.at = at + 1
    elseif is_letter(code) then
      local _, last = find(text, "^[%w_]+", at)
      self:emit(keywords[sub(text, at, last)] and "keyword" or "name", last)
    elseif is_digit(code) or code == 46 and is_digit(byte(text, at + 1)) then
      self:number()
    elseif code == 34 or code == 39 then
      self:quoted(code)
    elseif code == 45 and byte(text, at + 1) == 45 then
      self:comment()
    elseif code == 91 and self:long_bracket(at) then
      local last = self:long_bracket(at)
      self:emit("string", last)
      self:count_lines(at, last)
    else
      self:operator()
    end
  end
end

local sample = [==[
-- A queue of jobs, of which some are "urgent".
local Queue = {}
Queue.__index = Queue --[[ so that methods
are found ]]
function Queue.new(limit) return setmetatable({ first = 1, last = 0, limit = limit or 0x40 }, Queue) end
function Queue:push(job, ...)
  if self.last - self.first + 1 >= self.limit then error('the queue is "full": ' .. #self .. "\n") end
  self.last = self.last + 1
  self[self.last] = { job = job, args = { ... }, cost = 1.5e-3 * job.weight ^ 2 // 1 }
  return not job.urgent and self.last ~= .5 or nil
end
while Queue.size <= 1e6 do for key, value in pairs(Queue) do print(key, value, [=[long
string]=]) end ::again:: goto again end
]==]
local source = sample:rep(12)

local kinds, checksum = {}, 0
for _ = 1, rounds do
  for i, token in ipairs(Lexer.new(source):run()) do
    kinds[token.kind] = (kinds[token.kind] or 0) + 1
    checksum = (checksum + #token.text * token.line) % 1000003
  end
end
print(string.format("%d names, %d keywords, %d numbers, %d strings, %d operators, %d",
  kinds.name, kinds.keyword, kinds.number, kinds.string, kinds.operator, checksum))
