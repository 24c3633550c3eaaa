-- chains that nest to the left have no limit
local function sum(n) return load("return 0" .. (" + 1"):rep(n), "=c")() end
print(sum(10), sum(10000)) --> 10	10000
print(#load("return {" .. ("1,"):rep(100000) .. "}", "=c")()) --> 100000
local t = {} t.t = t
print(load("local t = ... return t" .. (".t"):rep(10000), "=c")(t) == t) --> true
local function f() return function(...) return ... end end
print(load("local x, n = ..., 0 if x == 0 then n = 1 " .. ("elseif x == 1 then n = 2 "):rep(1000) .. "end return n", "=c")(1)) --> 2
print(load("return true" .. (" and true"):rep(10000), "=c")()) --> true
print(load((";"):rep(100000) .. "return 'empty statements'", "=c")()) --> empty statements
