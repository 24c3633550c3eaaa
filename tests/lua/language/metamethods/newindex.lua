-- __newindex as function and table; raw existing keys bypass it
local log = {}
local t = setmetatable({a = 1}, {__newindex = function(t, k, v) log[#log + 1] = tostring(k) .. "=" .. tostring(v) end})
t.a = 2
t.b = 3
t[1] = nil
t.a = nil
t.a = 4
print(table.concat(log, " "), t.a, t.b) --> b=3 1=nil a=4	nil	nil
local store = {}
local p = setmetatable({}, {__newindex = store})
p.x, p.y = 1, 2
print(rawget(p, "x"), store.x, store.y) --> nil	1	2
local chain = setmetatable({}, {__newindex = setmetatable({}, {__newindex = function(_, k, v) log = k .. v end})})
chain.key = "val"
print(log, rawget(chain, "key")) --> keyval	nil
rawset(p, "x", 9)
p.x = 10
print(rawget(p, "x"), store.x) --> 10	1
local ro = setmetatable({}, {__newindex = function(_, k) error("readonly " .. k, 0) end})
print(pcall(function() ro.z = 1 end)) --> false	readonly z
local f = setmetatable({f = false}, {__newindex = error})
f.f = true
print(f.f) --> true
