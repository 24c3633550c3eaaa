-- 6.2 coroutine.wrap: as generator, and its error propagation
local function permgen(a, n)
  n = n or #a
  if n <= 1 then coroutine.yield(table.concat(a, " ")) end
  for i = 1, n do
    if n > 1 then
      a[n], a[i] = a[i], a[n]
      permgen(a, n - 1)
      a[n], a[i] = a[i], a[n]
    end
  end
end
for p in coroutine.wrap(function() permgen{1, 2, 3} end) do print(p) end --> 2 3 1
--> 3 2 1
--> 3 1 2
--> 1 3 2
--> 2 1 3
--> 1 2 3
local w = coroutine.wrap(function() return 1 end)
print(type(w), w()) --> function	1
print((select(2, pcall(w)):gsub("^.-:%d+: ", ""))) --> cannot resume dead coroutine
print(pcall(coroutine.wrap(function() error({1}) end)) == false) --> true
local t = {}
print(select(2, pcall(coroutine.wrap(function() error(t) end))) == t) --> true
