-- unary events receive the operand twice
local seen
local mt = {__unm = function(a, b) seen = rawequal(a, b); return "unm" end, __bnot = function(a, b) seen = rawequal(a, b); return "bnot" end}
local o = setmetatable({}, mt)
print(-o, seen) --> unm	true
seen = nil
print(~o, seen) --> bnot	true
print(-(-5), ~(~5)) --> 5	5
mt.__unm = function() return 1, 2, 3 end
print(-o) --> 1
print(select("#", -o)) --> 1
mt.__unm = function() end
print(-o) --> nil
