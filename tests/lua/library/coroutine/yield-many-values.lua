-- 6.2 yield and resume with many and with no values
local co = coroutine.wrap(function(...)
  while true do
    local n = select('#', ...)
    coroutine.yield(n, table.unpack({}, 1, 0))
    local r = table.pack(coroutine.yield(table.unpack({1, 2, 3})))
    if r.n ~= 200 then return r.n end
  end
end)
print(co(nil, nil, nil)) --> 3
print(co()) --> 1	2	3
print(co(table.unpack({}, 1, 199))) --> 199
print(select('#', coroutine.wrap(function() coroutine.yield() end)())) --> 0
print(select('#', coroutine.resume(coroutine.create(function() coroutine.yield(nil, nil) end)))) --> 3
local c2 = coroutine.wrap(function() return coroutine.yield(coroutine.yield(1)) end)
print(c2(), c2(2), c2(3)) --> 1	2	3
