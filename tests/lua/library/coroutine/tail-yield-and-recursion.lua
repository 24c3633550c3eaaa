-- 6.2 coroutines: tail-called yields, nested generators, recursion depth
local function tree(n)
  return coroutine.wrap(function()
    local function walk(k)
      if k > n then return end
      walk(2 * k)
      coroutine.yield(k)
      walk(2 * k + 1)
    end
    walk(1)
  end)
end
local out = {}
for k in tree(7) do out[#out + 1] = k end
print(table.concat(out, " ")) --> 4 2 5 1 6 3 7
local co = coroutine.wrap(function() return coroutine.yield("tail") end)
print(co()) --> tail
print(co("a", "b")) --> a	b
local function nest(n)
  if n == 0 then return "bottom" end
  return coroutine.wrap(function() return nest(n - 1) end)()
end
print(nest(50)) --> bottom
local ok, m = pcall(function()
  local function rec() return coroutine.wrap(rec)() end
  return rec()
end)
print(ok, m:find("stack overflow", 1, true) ~= nil) --> false	true
