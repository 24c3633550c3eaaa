-- assignment to globals and indices goes through metamethods
local log = {}
local t = setmetatable({}, {__newindex = function(t, k, v) log[#log + 1] = k .. "=" .. tostring(v); rawset(t, k, v) end})
t.a, t.b = 1, 2
t.a = 3
t.a = nil
t.a = 4
table.sort(log)
print(table.concat(log, " ")) --> a=1 a=4 b=2
local env = setmetatable({}, {__newindex = function(_, k, v) log[#log + 1] = "G" .. k end})
load("newglobal = 1", "=c", "t", env)()
print(log[#log]) --> Gnewglobal
