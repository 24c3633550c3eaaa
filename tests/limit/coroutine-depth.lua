-- coroutines inside coroutines: 150 levels are fine, endless nesting is an error
local function nest(n) if n == 0 then return "bottom" end return coroutine.wrap(nest)(n - 1) end
print(nest(150)) --> bottom
local function endless() return coroutine.wrap(endless)() end
local ok, message = pcall(endless)
print(ok, message:match("stack overflow")) --> false	stack overflow
-- many that are not nested have no limit
local all = {}
for i = 1, 5000 do all[i] = coroutine.wrap(function(x) while true do x = coroutine.yield(x + i) end end) all[i](0) end
local sum = 0
for i = 1, 5000 do sum = sum + all[i](1) end
print(sum) --> 12507500
