-- hooks that allocate, and what debug finds out
local events = {}
function body()
  local function work(n) local s = 0 for i = 1, n do s = s + i end return s end
  debug.sethook(function(event, line) events[#events + 1] = {event, line} end, "crl", 50)
  local sum = work(6)
  debug.sethook()
  local name, value = debug.getlocal(1, 2)
  local info = debug.getinfo(work, "SlnuL")
  return sum, #events, name, value, info.what, info.linedefined, info.nparams, #debug.traceback("text")
end
function check()
  debug.sethook()
  for _, event in ipairs(events) do assert(type(event[1]) == "string") end
  return debug.gethook() == nil, debug.getinfo(1, "l").currentline
end
