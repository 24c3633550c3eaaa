-- 6.2 coroutine.wrap: a string error gets the position of the caller prepended
local src = [[
local w = coroutine.wrap(function() error("inner") end)
w()
]]
print(pcall(load(src, "=src"))) --> false	src:2: src:1: inner
print(pcall(load("local w = coroutine.wrap(function() error('bare', 0) end)\n\nw()", "=s"))) --> false	s:3: bare
print(pcall(load("local w = coroutine.wrap(function() error(12) end)\n\nw()", "=s"))) --> false	12
print(pcall(coroutine.wrap(function() error("direct", 0) end))) --> false	direct
print(pcall(load("local w = coroutine.wrap(function() end) w()\nw()", "=dead"))) --> false	dead:2: cannot resume dead coroutine
