-- coroutines within one another, and one that yields through pcall
local function nest(n)
  if n == 0 then return {"deep"} end
  return coroutine.wrap(nest)(n - 1)
end
function body()
  local generate = coroutine.wrap(function()
    for i = 1, 5 do
      local ok, value = pcall(function() return coroutine.yield({i}) .. "!" end)
      if not ok then error(value, 0) end
      coroutine.yield(value)
    end
    return "done"
  end)
  local out = {}
  for i = 1, 5 do out[#out + 1] = generate()[1] out[#out + 1] = generate("x" .. i) end
  return nest(8)[1], table.concat(out, " "), generate()
end
function check()
  return nest(3)[1], coroutine.running() ~= nil
end
