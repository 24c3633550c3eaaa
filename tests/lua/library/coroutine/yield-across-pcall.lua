-- 6.2 yield works inside pcall, xpcall, metamethods and iterators
local co = coroutine.wrap(function()
  local r = {pcall(function() local x = coroutine.yield("in pcall"); error("e" .. x, 0) end)}
  coroutine.yield(r[1], r[2])
  r = {xpcall(function(...) return coroutine.yield("in xpcall", ...) end, print, 5)}
  coroutine.yield(r[1], r[2])
  local t = setmetatable({}, {
    __index = function(_, k) return coroutine.yield("index " .. k) end,
    __add = function(a, b) return coroutine.yield("add") end,
    __lt = function() return coroutine.yield("lt") end,
    __concat = function() return coroutine.yield("concat") end,
    __eq = function() return coroutine.yield("eq") end,
    __len = function() return coroutine.yield("len") end,
    __call = function(_, x) return coroutine.yield("call " .. x) end,
    __close = function() coroutine.yield("close") end,
  })
  coroutine.yield(t.key, t + 1)
  coroutine.yield(t < t, t .. "x", t == setmetatable({}, getmetatable(t)), #t, t(9))
  do local c <close> = t end
  for a in function() return coroutine.yield("iter") end do coroutine.yield("body " .. a) end
  return "done"
end)
print(co()) --> in pcall
print(co(1)) --> false	e1
print(co()) --> in xpcall	5
print(co("R")) --> true	R
print(co()) --> index key
print(co("v1")) --> add
print(co("v2")) --> v1	v2
print(co()) --> lt
for i = 1, 5 do print(co(i)) end --> concat
--> eq
--> len
--> call 9
--> true	2	true	4	5
print(co()) --> close
print(co("it")) --> iter
print(co()) --> done
