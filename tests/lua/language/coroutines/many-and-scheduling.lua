-- producer/consumer and round-robin scheduling
local function producer(n) return coroutine.create(function() for i = 1, n do coroutine.yield("p" .. i) end return nil end) end
local function filter(p) return coroutine.create(function()
  while true do local _, v = coroutine.resume(p); if not v then return nil end coroutine.yield(v:upper()) end
end) end
local f, out = filter(filter(producer(3))), {}
while true do local _, v = coroutine.resume(f); if not v then break end out[#out + 1] = v end
print(table.concat(out, " "), coroutine.status(f)) --> P1 P2 P3	dead
local tasks, log = {}, {}
for i = 1, 3 do tasks[i] = coroutine.create(function() for j = 1, i do log[#log + 1] = i .. "." .. j; coroutine.yield() end end) end
while #tasks > 0 do
  for i = #tasks, 1, -1 do
    coroutine.resume(tasks[i])
    if coroutine.status(tasks[i]) == "dead" then table.remove(tasks, i) end
  end
end
print(table.concat(log, " ")) --> 3.1 2.1 1.1 3.2 2.2 3.3
local cos = {}
for i = 1, 2000 do cos[i] = coroutine.wrap(function(a) local b = coroutine.yield(a); return a + b end); cos[i](i) end
local s = 0
for i = 1, 2000 do s = s + cos[i](1) end
print(s) --> 2003000
