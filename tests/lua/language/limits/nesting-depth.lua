-- moderately deep nesting works; absurd nesting is a clean error
local function try(open, mid, close, n) return load("return " .. open:rep(n) .. mid .. close:rep(n), "=c") end
print(try("(", "1", ")", 100)()) --> 1
print(#try("{", "", "}", 100)()) --> 1
print(try("- ", "1", "", 100)()) --> 1
local f, m = try("(", "1", ")", 100000)
print(f, m:find("overflow", 1, true) ~= nil) --> nil	true
f, m = try("{", "", "}", 100000)
print(f, m:find("overflow", 1, true) ~= nil) --> nil	true
f, m = load(("do "):rep(100000) .. ("end "):rep(100000), "=c")
print(f, m:find("overflow", 1, true) ~= nil) --> nil	true
f, m = load("return " .. ("function() return "):rep(100000), "=c")
print(f, type(m)) --> nil	string
print(load("return " .. ("1 .. "):rep(100) .. "1")() == ("1"):rep(101)) --> true
print(load("return " .. ("1 + "):rep(5000) .. "1")()) --> 5001
print(load("local x = 1 " .. ("if x then "):rep(100) .. "x = 2 " .. ("end "):rep(100) .. " return x")()) --> 2
