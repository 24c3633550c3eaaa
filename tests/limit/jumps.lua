-- jumps around bodies longer than 16 bits of instructions
local body = ("x = x + 1 "):rep(40000)
print(load("local x, n = 0, 0 while n < 2 do " .. body .. "n = n + 1 end return x", "=c")()) --> 80000
print(load("local x = 0 for i = 1, 2 do " .. body .. "end return x", "=c")()) --> 80000
print(load("local x = 0 for k in next, {1, 2} do " .. body .. "end return x", "=c")()) --> 80000
print(load("local x = 0 repeat " .. body .. "until x > 50000 return x", "=c")()) --> 80000
print(load("local x = ... if x == 0 then " .. body .. "else " .. body .. body .. "end return x", "=c")(0)) --> 40000
print(load("local x = ... if x == 0 then " .. body .. "else " .. body .. body .. "end return x", "=c")(1)) --> 80001
print(load("local x = 0 goto over " .. body .. "::over:: return x", "=c")()) --> 0
