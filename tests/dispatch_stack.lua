-- Every kind of instruction, `...` times: see dispatch_stack.rs beside it.
local turns = ...
local count, total = 0, 0
local object = setmetatable({field = 1, [1] = 2, [2.5] = 3}, {
  __index = function(t, k) return k end,
  __add = function(a, b) return 7 end,
  __lt = function(a, b) return true end,
  __le = function(a, b) return false end,
  __eq = function(a, b) return true end,
  __call = function(self, x) return x end,
  __concat = function(a, b) return "joined" end,
  __len = function() return 3 end,
  __unm = function() return 1 end,
  __close = function() total = total + 1 end,
})
local twin = setmetatable({}, getmetatable(object))
function object:method(x, ...) self.field = x return x, ... end
local function tail(n) if n == 0 then return 0 end return tail(n - 1) end
local function deep(n) if n == 0 then return 0 end return 1 + deep(n - 1) end
local function varargs(...) local a, b = ... return select("#", ...), ... end
local function generator() for i = 1, 3 do coroutine.yield(i) end end

local function turn(i)
  -- arithmetic, on integers and floats, in registers and with constants
  local a, b, f = i, i % 7 + 1, i + 0.5
  local r = a + b - a * b // b % 1000 + (a & b | a ~ b) + (a << 3 >> 2) + ~a - -b
  f = f / 2.5 * f - f ^ 2 + f // 1.5 + f % 0.75 + a / b
  r = r + 1 - 2 * 3 // 1 % 5
  f = f + 1.5 - 0.5 * 2.0 / 4 ^ 0.5 // 3 % 2
  total = (total + r + (f < 1e18 and 1 or 0)) & 0xffffff
  -- tables, globals, methods
  local t = {1, 2, 3, x = a, [b] = b, a, varargs(a, b)}
  t[1], t.x, t[b], t[a] = t[2], t[b], t.x, t[1]
  shared = (shared or 0) + 1
  object.field = object.field + (object[1] or 0) + object:method(1, 2)
  count = count + #t + #object + #"text"
  -- comparisons
  if a < b or a <= 5 or 5 < b or a >= b and not (a == b) then count = count + 1 end
  if object < twin and object == twin and not (object <= twin) then count = count + 1 end
  if a ~= "s" and b ~= 2.5 and t ~= nil and i ~= false then count = count + 1 end
  local s = a < b
  s = s and a or b
  -- strings, metamethods, closures, upvalues, cells
  local text = "a" .. a .. "b" .. b
  local fresh = a
  local function closure() fresh = fresh + 1 total = total + fresh return fresh, i end
  closure()
  local joined, seven, called, negated = object .. twin, object + 1, object(5), -object
  -- loops and jumps
  for j = 1, 3 do if j == 2 then goto continue end count = count + j ::continue:: end
  for j = 2.5, 1, -0.5 do count = count + 1 end
  for k, v in pairs(t) do if v == nil then break end count = count + 1 end
  for k, v in next, t do count = count + 1 end
  local w = 0
  while w < 3 do w = w + 1 end
  repeat local done = w == 0 w = w - 1 until done
  -- calls of every kind
  tail(5) deep(5) varargs(varargs(1, 2, 3))
  local low, byte = math.floor(f) < 0, text:byte(1) + select(2, varargs(1, 2, 3)) + #math.type(a)
  local same, kind = rawequal(t, t), type(low) .. text:sub(1, 2) .. tostring(byte)
  do local guarded <close> = object end
  local ok = pcall(error, "caught")
  for value in coroutine.wrap(generator) do count = count + value end
  if i % 16 == 0 then table.sort(t, function(x, y) return tostring(x) < tostring(y) end) end
  return (string.gsub(text, "%d", closure))
end
for i = 1, turns do turn(i) end
print(turns)
