-- debug.traceback message and header
local function first(s) return (s:match("^[^\n]*")) end
print(first(debug.traceback("msg"))) --> msg
print(debug.traceback("msg"):sub(1, 20) == "msg\nstack traceback:") --> true
print(first(debug.traceback())) --> stack traceback:
print(debug.traceback({}) ~= nil, type(debug.traceback({})), debug.traceback(nil) ~= nil) --> true	table	true
print(first(debug.traceback(12))) --> 12
local ok, tb = xpcall(function() error("oops", 0) end, debug.traceback)
print(ok, first(tb), tb:find("stack traceback:", 1, true) ~= nil) --> false	oops	true
local f = load("local function inner() error('E') end\ninner()\n", "=chunk")
local ok, tb = xpcall(f, debug.traceback)
print(first(tb)) --> chunk:1: E
local co = coroutine.create(function() local x <const> = 1; coroutine.yield() end)
coroutine.resume(co)
print(first(debug.traceback(co)), first(debug.traceback(co, "co msg"))) --> stack traceback:	co msg
