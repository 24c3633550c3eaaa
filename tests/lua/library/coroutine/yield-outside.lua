-- 6.2 coroutine.yield: errors outside coroutines and across C calls
print(pcall(coroutine.yield, 1)) --> false	attempt to yield from outside a coroutine
local co = coroutine.wrap(function()
  return pcall(table.sort, {2, 1}, function() coroutine.yield() end)
end)
print(co()) --> false	attempt to yield across a C-call boundary
co = coroutine.wrap(function()
  return pcall(string.gsub, "a", "a", function() coroutine.yield() end)
end)
print(co()) --> false	attempt to yield across a C-call boundary
co = coroutine.wrap(function()
  return pcall(function() return tostring(setmetatable({}, {__tostring = coroutine.yield})) end)
end)
print(co()) --> false	attempt to yield across a C-call boundary
