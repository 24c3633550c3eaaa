-- Calls: deep recursion and proper tail calls, through a global function.

local n = tonumber((...)) or 20

function ackermann(a, b)
  if a == 0 then
    return b + 1
  elseif b == 0 then
    return ackermann(a - 1, 1)
  end
  return ackermann(a - 1, ackermann(a, b - 1))
end

local total = 0
for _ = 1, n do
  total = total + ackermann(2, 700) + ackermann(3, 7)
end
print(string.format("%d", total))
