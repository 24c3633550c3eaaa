-- What programs of the target `builtin` share: every function of the library by number, and values that are trouble.
local pcall, type, select, tostring, math_type = pcall, type, select, tostring, math.type
local print, pairs, concat, sub, running = print, pairs, table.concat, string.sub, coroutine.running
local functions, names = {}, {}
local function add(library, table)
  for name, f in pairs(table) do
    if type(f) == "function" and f ~= os.exit then
      functions[#functions + 1] = f
      names[#names + 1] = library .. name
    end
  end
end
add("", _G)
for _, name in ipairs {"string", "table", "math", "utf8", "coroutine", "debug", "io", "os", "package"} do
  add(name .. ".", _G[name])
end
add("file:", getmetatable(io.stdout).__index)
add("string meta:", getmetatable(""))
local last
local function text(v)
  local t = type(v)
  if t == "string" then return #v .. ":" .. sub(v, 1, 30) end
  return t == "number" and math_type(v) .. " " .. tostring(v) or t
end
local function results(...)
  local out = {}
  for i = 1, select("#", ...) do
    if i < 6 then out[i] = text((select(i, ...))) end
  end
  last = select(2, ...)
  print(concat(out, " "))
end
local function call(f, ...)
  if math_type(f) == "integer" then
    local index = f % #functions + 1
    print(names[index])
    f = functions[index]
  end
  results(pcall(f, ...))
end
local function identity(...) return ... end
local function yields(...) return coroutine.yield(...) end
local function always() return true end
local function less(a, b) return a < b end
local function closing(...) local c <close> = setmetatable({}, {__close = print}) coroutine.yield(...) end
local function suspended() local co = coroutine.create(yields) coroutine.resume(co, 1) return co end
local function wrong() error({}) end
local function counts(...) last = (tonumber(last) or 0) + 1 if last > 50 then error("enough") end return last end
local function length(n) return setmetatable({}, {__len = function() return n end, __index = identity}) end
local events = {__name = "trouble", __metatable = false, __mode = "kv"}
for _, event in ipairs {"add", "sub", "mul", "div", "mod", "pow", "unm", "idiv", "band", "bor", "bxor", "shl", "shr",
  "bnot", "concat", "eq", "lt", "le", "call", "index", "newindex", "close", "pairs"} do
  events["__" .. event] = identity
end
events.__tostring = function() return 1 end
local trouble = setmetatable({3, 1, 2}, events)
local endless = setmetatable({}, {__index = function(_, k) return k end, __newindex = function() end})
local strange = setmetatable({}, {__tostring = yields, __len = yields, __index = yields, __lt = yields})
