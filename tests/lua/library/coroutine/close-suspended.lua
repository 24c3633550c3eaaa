-- 6.2 coroutine.close: closes pending variables of a suspended coroutine
local log = {}
local function var(name, err)
  return setmetatable({}, {__close = function(_, e)
    log[#log + 1] = name .. ":" .. tostring(e)
    if err then error(err, 0) end
  end})
end
local co = coroutine.create(function()
  local a <close> = var("a")
  local b <close> = var("b")
  coroutine.yield(1)
end)
coroutine.resume(co)
print(coroutine.close(co)) --> true
print(coroutine.status(co), table.concat(log, " ")) --> dead	b:nil a:nil
print(coroutine.close(co)) --> true
log = {}
co = coroutine.create(function()
  local a <close> = var("a")
  local b <close> = var("b", "B!")
  local c <close> = var("c", "C!")
  coroutine.yield(1)
end)
coroutine.resume(co)
print(coroutine.close(co)) --> false	B!
print(coroutine.status(co), table.concat(log, " ")) --> dead	c:nil b:C! a:B!
print(coroutine.resume(co)) --> false	cannot resume dead coroutine
