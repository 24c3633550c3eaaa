-- each activation has its own varargs
local function rev(n, x, ...)
  if n == 0 then return end
  if n == 1 then return x end
  local function app(v, ...) return ... end
  local t = table.pack(rev(n - 1, ...))
  t[t.n + 1] = x
  return table.unpack(t, 1, t.n + 1)
end
print(rev(4, "a", "b", "c", "d")) --> d	c	b	a
local co = coroutine.wrap(function(...)
  local n = select("#", ...)
  local m = select("#", coroutine.yield(n))
  local k = {coroutine.yield(m, ...)}
  return #k, ...
end)
print(co(1, nil, nil)) --> 3
print(co(nil, nil)) --> 2	1	nil	nil
print(co("a", "b", "c")) --> 3	1	nil	nil
local function loop(...)
  for i = 1, select("#", ...) do
    if select(i, ...) == "stop" then return i, select(i + 1, ...) end
  end
end
print(loop(1, 2, "stop", "rest", nil)) --> 3	rest	nil
