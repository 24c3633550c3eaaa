-- PUC evaluates function expression, then arguments left to right
local log = {}
local function v(n, x) log[#log + 1] = n; return x end
v("f", function(...) log[#log + 1] = "call" .. select("#", ...) end)(v("a", 1), v("b", 2), v("c", 3))
print(table.concat(log, " ")) --> f a b c call3
log = {}
local o = setmetatable({}, {__index = function(t, k) log[#log + 1] = "idx" .. k; return function() log[#log + 1] = "called" end end})
o:m(v("x"), v("y"))
print(table.concat(log, " ")) --> idxm x y called
local x = 1
local function change() x = 2; return x end
local function show(a, b) return a, b end
print(show(x + 0, change())) --> 1	2
