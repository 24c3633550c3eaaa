-- text chunks via load: env, chunk reader function, mode
local parts = {"return ", "1 ", "+", " 2", nil}
local i = 0
print(load(function() i = i + 1; return parts[i] end)()) --> 3
print(load(function() return nil end) ~= nil, load("")() == nil) --> true	true
print(({load("return 1", "=c", "b")})[2]) --> attempt to load a text chunk (mode is 'b')
print(load("return x", "=c", "t", {x = "env x"})()) --> env x
print(({load("x x", "@file.lua")})[2]) --> file.lua:1: syntax error near 'x'
print(({load("x x", "=name")})[2]) --> name:1: syntax error near 'x'
print(({load("x x", "one line")})[2]) --> [string "one line"]:1: syntax error near 'x'
print(({load("x x\nsecond", "first\nsecond")})[2]) --> [string "first..."]:1: syntax error near 'x'
print(({load("x x")})[2]) --> [string "x x"]:1: syntax error near 'x'
print((select(2, pcall(load("error('msg')", "@f.lua"))))) --> f.lua:1: msg
print((select(2, load(function() return 1 == 2 end) and true, "false ends?"))) --> false ends?
