-- the fourth value is a to-be-closed variable
local log = {}
local function closer(n) return setmetatable({}, {__close = function(_, e) log[#log + 1] = n .. ":" .. tostring(e) end}) end
local function range(n, c)
  local i = 0
  return function() i = i + 1; if i <= n then return i end end, nil, nil, c
end
for i in range(2, closer"normal") do log[#log + 1] = i end
for i in range(5, closer"break") do if i == 2 then break end end
local function f() for i in range(5, closer"return") do if i == 2 then return "ret" .. i end end end
log[#log + 1] = f()
print(pcall(function() for i in range(5, closer"error") do error("E", 0) end end)) --> false	E
for i in range(5, closer"goto") do goto out end
::out::
print(table.concat(log, " ")) --> 1 2 normal:nil break:nil ret2 error:E goto:nil
for i in range(1, nil) do end
for i in range(1, false) do end
print((select(2, pcall(function() for i in range(1, {}) do end end)):gsub("^[^:]*:%d+: ", ""))) --> variable '(for state)' got a non-closable value
print((select(2, pcall(function() for i in range(1, 42) do end end)):gsub("^[^:]*:%d+: ", ""))) --> variable '(for state)' got a non-closable value
