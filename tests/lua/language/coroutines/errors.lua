-- error conditions of the library
local function e(f, ...) return (select(2, pcall(f, ...)):gsub("^[^:]*:%d+: ", "")) end
print(e(coroutine.yield, 1)) --> attempt to yield from outside a coroutine
print(e(coroutine.create, 5)) --> bad argument #1 to 'coroutine.create' (function expected, got number)
print(e(coroutine.resume, 5)) --> bad argument #1 to 'coroutine.resume' (thread expected, got number)
print(e(coroutine.status, {})) --> bad argument #1 to 'coroutine.status' (thread expected, got table)
print(e(coroutine.wrap, nil)) --> bad argument #1 to 'coroutine.wrap' (function expected, got nil)
print(e(coroutine.close, coroutine.running())) --> cannot close a running coroutine
local co = coroutine.create(function() local x = nil; return x.y end)
local ok, m = coroutine.resume(co)
print(ok, (m:gsub("^[^:]*:%d+: ", "")), coroutine.status(co)) --> false	attempt to index a nil value (local 'x')	dead
print(coroutine.resume(co)) --> false	cannot resume dead coroutine
local co2 = coroutine.create(function() error() end)
print(coroutine.resume(co2)) --> false	nil
local co3 = coroutine.create(function() error({1, 2}) end)
local _, t = coroutine.resume(co3)
print(#t) --> 2
local cc
cc = coroutine.create(function() return coroutine.close(cc) end)
print(({coroutine.resume(cc)})[1]) --> false
