-- 3.4.10 many values: results, arguments, what `...` stands for, lists, and what passes between coroutines
local n = 70000
local t = table.move({}, 1, 0, 1)
for i = 1, n do
  t[i] = i % 7 == 0 and { i } or "v" .. i
end
t[n] = false

-- Says whether these are the elements of `t` after `skipped` others.
local function check(skipped, ...)
  local count = select("#", ...)
  if count ~= n + skipped then
    return count
  end
  local list = { ... }
  for i = 1, n do
    if list[i + skipped] ~= t[i] then
      return i
    end
  end
  return "all"
end

local function results(...)
  return ...
end
print(check(0, table.unpack(t))) --> all
print(check(0, results(table.unpack(t)))) --> all
print(check(2, 1, 2, results(table.unpack(t)))) --> all
print(check(3, "a", nil, false, table.unpack(t))) --> all

-- Tail calls, of functions with and without extra arguments, and of builtins.
local function tail(f, ...)
  return f(...)
end
local function fixed()
  local a, b, c = 1, 2, 3
  return check(a + b - c, table.unpack(t))
end
print(tail(check, 0, table.unpack(t))) --> all
print(fixed()) --> all
print(check(1, tail(select, 2, 0, 5, table.unpack(t)))) --> all
print(check(1, tail(pcall, results, table.unpack(t)))) --> all
print(check(1, xpcall(results, print, table.unpack(t)))) --> all
print(tail(setmetatable({}, { __call = function(_, ...) return check(0, ...) end }), table.unpack(t))) --> all

-- Coroutines.
local echo = coroutine.wrap(function(...)
  local first = check(0, ...)
  local second = check(1, coroutine.yield(first, ...))
  return second, ...
end)
print(check(1, echo(table.unpack(t)))) --> all
print(check(1, echo("x", table.unpack(t)))) --> all
print(check(1, coroutine.resume(coroutine.create(results), table.unpack(t)))) --> all
print(select("#", coroutine.resume(coroutine.create(error), t))) --> 2

-- Lists: holes, what is there already, and what follows.
local packed = table.pack(nil, table.unpack(t))
print(packed.n == n + 1, packed[1], packed[2] == t[1], packed[n + 1]) --> true	nil	true	false
local list = { "first", nil, table.unpack(t) }
print(list[1], list[2], list[3] == t[1], list[n + 2], list[n + 3]) --> first	nil	true	false	nil
local holes = {}
for i = 1, n do
  holes[i] = t[i]
end
for i = 1, n - 1, 3 do
  holes[i] = nil
end
local copy = { table.unpack(holes, 1, n) }
local same = true
for i = 1, n do
  same = same and copy[i] == holes[i]
end
print(same, #copy == n) --> true	true

-- An error on the way.
print(select(2, pcall(coroutine.wrap(function(...)
  local function deeper(depth, ...)
    if depth > 0 then
      return depth, deeper(depth - 1, 1, ...)
    end
    return ...
  end
  return select("#", deeper(13, ...))
end), table.unpack(t))):match("stack overflow")) --> stack overflow
