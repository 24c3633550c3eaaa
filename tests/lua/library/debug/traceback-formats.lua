-- 6.10 debug.traceback: message, level and thread arguments
local src = [[
local function a() return (debug.traceback("msg")) end
function globalfn() local r = a() return r end
local t = {}
function t.field() local r = globalfn() return r end
function t:method() local r = t.field() return r end
local r = t:method()
return r
]]
local co = coroutine.create(load(src, "=src"))
local tb = select(2, coroutine.resume(co))
for l in tb:gmatch("[^\n\t]+") do print(l) end --> msg
--> stack traceback:
--> src:1: in upvalue 'a'
--> src:2: in function 'globalfn'
--> src:4: in field 'field'
--> src:5: in method 'method'
--> src:6: in main chunk
globalfn = nil
co = coroutine.create(load("local function in_co() coroutine.yield() end\nin_co()", "=co"))
coroutine.resume(co)
for l in debug.traceback(co):gmatch("[^\n\t]+") do print(l) end --> stack traceback:
--> [C]: in function 'coroutine.yield'
--> co:1: in local 'in_co'
--> co:2: in main chunk
for l in debug.traceback(co, "with message"):gmatch("[^\n\t]+") do print(l) end --> with message
--> stack traceback:
--> [C]: in function 'coroutine.yield'
--> co:1: in local 'in_co'
--> co:2: in main chunk
for l in debug.traceback(co, nil, 1):gmatch("[^\n\t]+") do print(l) end --> stack traceback:
--> co:1: in local 'in_co'
--> co:2: in main chunk
for l in debug.traceback(co, "m", 2):gmatch("[^\n\t]+") do print(l) end --> m
--> stack traceback:
--> co:2: in main chunk
print(debug.traceback(co, "m", 100):gsub("\n", "|")) --> m|stack traceback:	1
