-- 6.10 debug.traceback: long stacks are abbreviated
local src = [[
local function rec(n)
  if n == 0 then return (debug.traceback("deep")) end
  local r = rec(n - 1)
  return r
end
local r = rec(50)
return r
]]
local tb = select(2, coroutine.resume(coroutine.create(load(src, "=deep"))))
local n = 0
for l in tb:gmatch("\n") do n = n + 1 end
print(n) --> 23
print((tb:match("\n\t(%.%.%.[^\n]*)"))) --> ...	(skipping 30 levels)
print((tb:match("[^\n\t]*$"))) --> deep:6: in main chunk
print(tb:match("^deep\nstack traceback:\n") ~= nil) --> true
