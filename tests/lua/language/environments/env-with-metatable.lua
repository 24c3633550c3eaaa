-- global access through __index and __newindex of _ENV
local log = {}
local env = setmetatable({}, {
  __index = function(_, k) log[#log + 1] = "get " .. k; return _G[k] end,
  __newindex = function(t, k, v) log[#log + 1] = "set " .. k; rawset(t, k, v) end})
load("local x = 1; y = x; y = 2; tostring(y); undefinedname = nil", "=c", "t", env)()
print(table.concat(log, ", ")) --> set y, get tostring, set undefinedname
print(env.y, y) --> 2	nil
local strict = setmetatable({}, {__index = function(_, n) error("undeclared " .. n, 0) end})
print(pcall(load("return foo", "=c", "t", strict))) --> false	undeclared foo
print(load("return _ENV", "=c", "t", env)() == env) --> true
