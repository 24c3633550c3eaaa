-- coroutines that are made, resumed and left
local all = {}
local function value(ok, ...) if not ok then error(..., 0) end return ... end
function body()
  local out = {}
  for i = 1, 6 do
    local co = coroutine.create(function(a) local b = coroutine.yield({a}) return {a, b} end)
    all[#all + 1] = co
    out[i] = value(coroutine.resume(co, i))[1]
  end
  for i = 1, 3 do out[#out + 1] = value(coroutine.resume(all[i], "b"))[2] end
  return table.concat(out, " "), coroutine.status(all[1]), coroutine.status(all[6])
end
function check()
  for _, co in ipairs(all) do
    assert(coroutine.status(co) ~= "running" and coroutine.status(co) ~= "normal")
    assert(coroutine.close(co) or coroutine.status(co) == "dead")
  end
  assert(coroutine.isyieldable() == false)
  return coroutine.wrap(function(...) return coroutine.yield(...) end)(1, 2)
end
