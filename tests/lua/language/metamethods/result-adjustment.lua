-- metamethod results are adjusted to one value everywhere
local mt = {}
for _, ev in ipairs{"add", "index", "unm", "len", "concat", "bnot"} do mt["__" .. ev] = function() return "one", "two" end end
local o = setmetatable({}, mt)
print(o + 1) --> one
print(o.x) --> one
print(-o, #o, ~o) --> one	one	one
print(o .. 1) --> one
print(select("#", o + 1, o.x)) --> 2
local t = {o.x, o + 1, o.y}
print(#t, t[3]) --> 3	one
mt.__add = function() end
local a, b = o + 1
print(a, b, select("#", o + 1)) --> nil	nil	1
