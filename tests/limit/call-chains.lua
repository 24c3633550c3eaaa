-- 2.4 a chain of __call may be 2000 long; what is called gets each of them as an argument
local function chain(length)
  local callee = function(...) return select("#", ...) end
  for _ = 1, length do
    callee = setmetatable({}, {__call = callee})
  end
  return callee
end
print(chain(1)(), chain(2)(1), chain(2000)(1, 2)) --> 1	3	2002
print(pcall(chain(2001))) --> false	'__call' chain too long; possible loop
local loop = {}
setmetatable(loop, {__call = loop})
print(pcall(function() return 1 + loop() end) ) --> false	call-chains.lua:13: '__call' chain too long; possible loop
print(pcall(function() return loop(1) end)) --> false	call-chains.lua:14: '__call' chain too long; possible loop
local first = setmetatable({}, {__call = function(...) return ... end})
local second = setmetatable({}, {__call = first})
local a, b, c, d = second("x", "y")
print(a == first, b == second, c, d) --> true	true	x	y
print(pcall(setmetatable({}, {__call = {}}))) --> false	attempt to call a table value
