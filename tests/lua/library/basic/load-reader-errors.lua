-- 6.1 load: bad readers make load return nil plus a message
local function try(reader)
  local ok, f, m = pcall(load, reader)
  print(ok, f, (tostring(m):gsub("^.-:%d+: ", "")))
end
try(function() return {} end) --> true	nil	reader function must return a string
try(function() return true end) --> true	nil	reader function must return a string
try(function() error("boom", 0) end) --> true	nil	boom
try(function() error() end) --> true	nil	nil
print(pcall(load)) --> false	bad argument #1 to 'load' (function expected, got no value)
print(pcall(load, nil)) --> false	bad argument #1 to 'load' (function expected, got nil)
print(pcall(load, {})) --> false	bad argument #1 to 'load' (function expected, got table)
print(type(load(function() return nil end))) --> function
local pieces = {"return ", 1, 2, nil}
local i = 0
print(load(function() i = i + 1; return pieces[i] end)()) --> 12
print(load(42)) --> nil	[string "42"]:1: unexpected symbol near '42'
print(pcall(coroutine.wrap(function() --> true	1
  return load(function() coroutine.yield(1) end)
end)))
print(pcall(function() local _, m = load(function() return {} end) return m end))
--> true	load-reader-errors.lua:21: reader function must return a string
