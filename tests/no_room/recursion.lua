-- a stack that grows far, in a coroutine too
local function sum(n) if n == 0 then return 0 end return n + sum(n - 1) end
function body()
  return sum(300), coroutine.wrap(sum)(300)
end
function check()
  return sum(150)
end
