-- errors raised in metamethods propagate unchanged
local E = {}
local mt = {}
for _, ev in ipairs{"add", "concat", "index", "newindex", "call", "eq", "lt", "le", "len", "unm", "band", "close"} do
  mt["__" .. ev] = function() error(E) end
end
local o, p = setmetatable({}, mt), setmetatable({}, mt)
local n = 0
for _, f in ipairs{
  function() return o + 1 end, function() return o .. "" end, function() return o.x end,
  function() o.x = 1 end, function() o() end, function() return o == p end,
  function() return o < p end, function() return o <= p end, function() return #o end,
  function() return -o end, function() return o & 1 end, function() local c <close> = o end,
} do
  local ok, err = pcall(f)
  if not ok and rawequal(err, E) then n = n + 1 end
end
print(n) --> 12
