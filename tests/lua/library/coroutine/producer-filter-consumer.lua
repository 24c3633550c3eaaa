-- 6.2 coroutines: pipelines interleave deterministically
local function producer()
  return coroutine.create(function() for i = 1, 4 do coroutine.yield(i) end return nil end)
end
local function filter(src)
  return coroutine.create(function()
    while true do
      local _, v = coroutine.resume(src)
      if v == nil then return nil end
      if v % 2 == 0 then coroutine.yield("even " .. v) end
    end
  end)
end
local f = filter(producer())
repeat
  local ok, v = coroutine.resume(f)
  print(ok, v) --> true	even 2
--> true	even 4
--> true	nil
until v == nil
print(coroutine.status(f), coroutine.resume(f)) --> dead	false	cannot resume dead coroutine
