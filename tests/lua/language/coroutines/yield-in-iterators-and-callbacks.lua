-- yields through for iterators, table.sort, gsub and load's reader
local co = coroutine.wrap(function()
  for x in function(_, c) c = (c or 0) + 1; coroutine.yield("iter" .. c); if c < 3 then return c end end do coroutine.yield("body" .. x) end
  return "end"
end)
local o = {}
for i = 1, 6 do o[i] = co() end
print(table.concat(o, " ")) --> iter1 body1 iter2 body2 iter3 end
local function try(f) local c = coroutine.create(f); local ok, e = coroutine.resume(c); return ok, e end
print(try(function() table.sort({3, 2, 1}, function(a, b) coroutine.yield("sorting"); return a < b end) end)) --> true	sorting
print(try(function() string.gsub("x", "x", coroutine.yield) end)) --> true	x
print(try(function() load(function() coroutine.yield() end) end)) --> true	nil
print(try(function() return pcall(coroutine.yield, "through pcall") end)) --> true	through pcall
print(try(function() return select(coroutine.yield("arg")) end)) --> true	arg
