-- 6.2 coroutine.yield: an error outside coroutines; across builtins that call back it works
print(pcall(coroutine.yield, 1)) --> false	attempt to yield from outside a coroutine
local co = coroutine.wrap(function()
  return pcall(table.sort, {2, 1}, function() return coroutine.yield("less") end)
end)
print(co()) --> less
print(co(false)) --> true
co = coroutine.wrap(function()
  return pcall(string.gsub, "a", "a", function(c) return coroutine.yield(c) end)
end)
print(co()) --> a
print(co("b")) --> true	b	1
co = coroutine.wrap(function()
  return pcall(function() return tostring(setmetatable({}, {__tostring = coroutine.yield})) end)
end)
print(type(co())) --> table
print(co("text")) --> true	text
