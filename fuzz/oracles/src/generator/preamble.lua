-- What generated programs share. Nothing here shows an address, the sign of NaN, or an order that is not defined.
local unpack, pack = table.unpack, table.pack
local function text(v)
  local t = type(v)
  if t == "number" then return v ~= v and "NaN" or tostring(v) end
  -- How deep the C stack goes is nobody's promise; the oracle leaves such programs out.
  if t == "string" and v:find("stack overflow", 1, true) then return "stack overflow" end
  if t == "string" then return #v > 60 and v:sub(1, 60) .. "..." or v end
  return t == "table" and "table" or t == "function" and "function" or t == "thread" and "thread" or tostring(v)
end
local function show(...)
  local out = {}
  for i = 1, select("#", ...) do out[i] = text((select(i, ...))) end
  print(table.concat(out, " "))
end
-- Every loop and function takes steps, and they are few.
local steps = 0
local function step() steps = steps + 1 if steps > 300 then error("enough", 0) end end
-- Where PUC Lua can't yield, nobody does.
local busy = 0
local function yieldable() return busy == 0 and coroutine.isyieldable() end
local function give(...)
  if yieldable() then return coroutine.yield(...) end
  return ...
end
local function quietly(f)
  return function(...)
    busy = busy + 1
    local results = pack(pcall(f, ...))
    busy = busy - 1
    if not results[1] then error(results[2], 0) end
    return unpack(results, 2, results.n)
  end
end
local function real(v) if v ~= v then return 0 end return v end
local function some(v) if v == nil then return 0 end return v end
local function cut(v) return type(v) == "string" and #v > 200 and v:sub(1, 200) or v end
local function numbers(t)
  local out = {}
  for _, v in ipairs(t) do
    if math.type(v) then out[#out + 1] = v ~= v and 0 or v end
  end
  return out
end
local function words(t)
  local out = {}
  for _, v in ipairs(t) do out[#out + 1] = cut(text(v)) end
  return out
end
local function keys(t)
  local out = {}
  for k in pairs(t) do out[#out + 1] = text(k) end
  table.sort(out)
  return out
end
local function compile(v) return load(text(v), "=loaded", "t") end
local function try(f, ...) show(pcall(f, ...)) end
local log = {}
local class = {__name = "class"}
class.__index = function(_, k) return k end
class.__newindex = function(t, k, v) rawset(t, k, cut(v)) end
class.__call = function(_, ...) return select("#", ...), ... end
for _, event in ipairs {"add", "sub", "mul", "div", "mod", "pow", "unm", "idiv", "band", "bor", "bxor", "shl", "shr",
  "bnot", "concat"} do
  class["__" .. event] = function(a, b) log[#log % 8 + 1] = event return event end
end
class.__len = function() return 3 end
class.__eq = function() return true end
class.__lt = yieldable
class.__le = function() return true end
class.__close = function(_, e) show("closed", e) end
class.__tostring = function() return "object" end
class.__pairs = function(t) return function(_, k) if not k then return 1, 2 end end, t end
-- Globals of its own, so that no function of the library has two names.
local _ENV = setmetatable({}, {__index = _ENV})
local function new() return setmetatable({}, class) end
g, h = 1, new()
