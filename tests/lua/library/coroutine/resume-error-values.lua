-- 6.2 coroutine.resume: errors return false plus the error object
local t = {}
local co = coroutine.create(function() error(t) end)
local ok, e = coroutine.resume(co)
print(ok, e == t, coroutine.status(co)) --> false	true	dead
print(coroutine.resume(co)) --> false	cannot resume dead coroutine
print(coroutine.resume(coroutine.create(function() error("msg", 0) end))) --> false	msg
print(coroutine.resume(coroutine.create(function() error() end))) --> false	nil
print(coroutine.resume(coroutine.create(load("local x = nil; x()", "=co")))) --> false	co:1: attempt to call a nil value (local 'x')
print(coroutine.resume(coroutine.running())) --> false	cannot resume non-suspended coroutine
local inner
inner = coroutine.create(function() return coroutine.resume(inner) end)
print(coroutine.resume(inner)) --> true	false	cannot resume non-suspended coroutine
