-- counts of values through resume and yield are exact
local co = coroutine.wrap(function(...)
  local n = select("#", ...)
  while true do n = select("#", coroutine.yield(n)) end
end)
print(co(), co(), co(nil), co(nil, nil), co(1, nil, 3, nil)) --> 0	0	1	2	4
local big = {}
for i = 1, 200 do big[i] = i end
print(co(table.unpack(big))) --> 200
local echo = coroutine.wrap(function(...) local t = table.pack(...); while true do t = table.pack(coroutine.yield(table.unpack(t, 1, t.n))) end end)
print(select("#", echo(table.unpack(big))), select(200, echo(table.unpack(big)))) --> 200	200
print(echo()) -->
print(echo(nil)) --> nil
print((select("#", coroutine.resume(coroutine.create(function() return end))))) --> 1
