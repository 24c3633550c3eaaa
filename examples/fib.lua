-- tidelock run --stats examples/fib.lua [N]
--
-- The ticks that --stats shows are the same on every machine.
local function fib(n)
  if n < 2 then return n end
  return fib(n - 1) + fib(n - 2)
end

local n = math.tointeger(... or 25)
print(("fib(%d) = %d"):format(n, fib(n)))
