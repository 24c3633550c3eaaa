-- while, repeat, numeric and generic for
local n = 0
while n < 10 do n = n + 1 if n == 5 then break end end
repeat local done = n > 3; n = n - 1 until done
for i = 1, 10 do n = n + i end
for i = 10, 1, -2 do n = n - i end
for i = 0.5, n do print(i) end
for k, v in pairs(t) do print(k, v) end
for line in f() do print(function() return line end) end
