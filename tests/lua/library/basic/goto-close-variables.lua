-- 6.1 pcall with to-be-closed variables: order and error propagation
local function closer(name, log)
  return setmetatable({}, {__close = function(_, e) log[#log + 1] = name .. "(" .. tostring(e) .. ")" end})
end
local log = {}
print(pcall(function() --> false	E
  local a <close> = closer("a", log)
  local b <close> = closer("b", log)
  error("E", 0)
end))
print(table.concat(log, " ")) --> b(E) a(E)
log = {}
print(pcall(function() --> false	from b
  local a <close> = closer("a", log)
  local b <close> = setmetatable({}, {__close = function() error("from b", 0) end})
  return 1
end))
print(table.concat(log, " ")) --> a(from b)
print((select(2, pcall(function() local x <close> = 42 end)):gsub("^.-:%d+: ", ""))) --> variable 'x' got a non-closable value
local ok = pcall(function() local x <close> = nil; local y <close> = false end)
print(ok) --> true
