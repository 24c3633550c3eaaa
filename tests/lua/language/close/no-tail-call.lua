-- 'return f()' is not a tail call inside the scope of a tbc variable
local log = {}
local function inner() log[#log + 1] = "inner"; return "r" end
local function outer()
  local c <close> = setmetatable({}, {__close = function() log[#log + 1] = "closed" end})
  return inner()
end
print(outer(), table.concat(log, " ")) --> r	inner closed
local function rec(n)
  local c <close> = setmetatable({}, {__close = function() log[#log + 1] = n end})
  if n == 0 then return "bottom" end
  return rec(n - 1)
end
log = {}
print(rec(4), table.concat(log, " ")) --> bottom	0 1 2 3 4
