-- builtins that call back, in the middle of their work
local log = {}
local proxy = setmetatable({}, {
  __index = function(_, i) if i <= 6 then log[#log + 1] = {i} return "v" .. i end end,
  __newindex = function(_, i, value) log[#log + 1] = {i, value} end,
  __len = function() return #{1, 2, 3, 4, 5, 6} end,
  __pairs = function(t) return function(_, i) i = (i or 0) + 1 if i < 4 then return i, {i} end end, t, nil end,
  __lt = function(a, b) return #{a} < #{b} end,
})
function body()
  local joined = table.concat(proxy, "-")
  local packed = table.pack(table.unpack(proxy))
  table.insert(proxy, "new")
  table.move(proxy, 1, 3, 2)
  local count = 0
  for i, value in pairs(proxy) do count = count + value[1] end
  for i in ipairs(proxy) do count = count + i end
  local replaced = ("a b c"):gsub("%w", setmetatable({}, {__index = function(_, key) return key .. key end}))
  return joined, packed.n, count, replaced, proxy < proxy, #proxy, next({}, nil), select(-1, 1, {}) ~= nil
end
function check()
  for _, entry in ipairs(log) do assert(entry[1] >= 1 and entry[1] <= 7) end
  return table.concat(proxy, "+", 1, 2)
end
