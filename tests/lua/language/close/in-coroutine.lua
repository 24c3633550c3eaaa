-- coroutine.close and errors close pending variables; __close may yield
local log = {}
local function c(n, f) return setmetatable({}, {__close = function(_, e) log[#log + 1] = n .. ":" .. tostring(e); if f then f() end end}) end
local co = coroutine.create(function()
  local a <close> = c"a"
  local b <close> = c"b"
  coroutine.yield(1)
end)
print(coroutine.resume(co)) --> true	1
print(coroutine.close(co), coroutine.status(co), table.concat(log, " ")) --> true	dead	b:nil a:nil
log = {}
local co2 = coroutine.wrap(function()
  do local x <close> = c("x", function() coroutine.yield("from close") end) end
  return "done"
end)
print(co2()) --> from close
print(co2(), table.concat(log, " ")) --> done	x:nil
log = {}
local co3 = coroutine.create(function() local e <close> = c"e"; error("bad", 0) end)
print(coroutine.resume(co3)) --> false	bad
print(#log, coroutine.status(co3)) --> 0	dead
print(coroutine.close(co3), table.concat(log, " ")) --> false	e:bad
