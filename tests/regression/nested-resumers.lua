-- Coroutines that resumed the running one were collected, but for the last.
local function nest(n)
  if n == 0 then
    collectgarbage()
    return "x"
  end
  return select(2, coroutine.resume(coroutine.create(nest), n - 1))
end
print(nest(3)) --> x
