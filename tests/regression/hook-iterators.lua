-- Call and return hooks did not see `next`, nor the iterator of `ipairs`, called by a `for`.
local events
local function hook(event)
  local info = debug.getinfo(2, "nf")
  if info.func == next or info.namewhat == "for iterator" then
    events[#events + 1] = event .. " " .. tostring(info.name)
  end
end
local function traced(f, mask)
  events = {}
  debug.sethook(hook, mask)
  f()
  debug.sethook()
  return table.concat(events, ", ")
end
local function with_pairs() for _ in pairs({1}) do end end
local function with_ipairs() for _ in ipairs({1}) do end end
local function with_next() return (next({})) end
print(traced(with_pairs, "c")) --> call for iterator, call for iterator
print(traced(with_ipairs, "r")) --> return for iterator, return for iterator
print(traced(with_next, "cr")) --> call next, return next
