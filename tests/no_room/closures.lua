-- closures share their variables, whatever of them was made
local getters, total = {}, 0
local function counter(start)
  local n = start
  return function() n = n + 1 total = total + 1 return n end, function() return n end
end
function body()
  local sum = 0
  for i = 1, 12 do
    local step, get = counter(i)
    getters[#getters + 1] = get
    step()
    sum = sum + get() + (function(...) local a, b = ... return function() return a + b end end)(i, 1)()
  end
  return sum
end
function check()
  for i, get in ipairs(getters) do assert(get() == i or get() == i + 1) end
  local step, get = counter(1)
  return step(), get(), total >= #getters - 1
end
