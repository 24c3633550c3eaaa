-- 6.2 coroutine.wrap: in case of error the coroutine is closed first
local log = {}
local w = coroutine.wrap(function()
  local x <close> = setmetatable({}, {__close = function(_, e) log[#log + 1] = tostring(e) end})
  error("oops", 0)
end)
print(pcall(w)) --> false	oops
print(#log, log[1]) --> 1	oops
log = {}
local co = coroutine.create(function()
  local x <close> = setmetatable({}, {__close = function(_, e) log[#log + 1] = tostring(e) end})
  error("oops", 0)
end)
print(coroutine.resume(co)) --> false	oops
print(#log, coroutine.close(co)) --> 0	false	oops
print(#log, log[1]) --> 1	oops
