-- an error in the hook for the return of pcall was caught by that pcall, which returned once more, and so on
local function fails_at_return_of(protect, ...)
  local calls, arguments = 0, {...}
  return coroutine.resume(coroutine.create(function()
    local function hook()
      calls = calls + 1
      if calls == 100 then debug.sethook() end
      if debug.getinfo(2, "f").func == protect then error("hook", 0) end
    end
    debug.sethook(hook, "r")
    protect(table.unpack(arguments))
    return "not reached"
  end))
end
print(fails_at_return_of(pcall, string.len, "x")) --> false	hook
print(fails_at_return_of(xpcall, string.len, print, "x")) --> false	hook
print(fails_at_return_of(pcall, error)) --> false	hook
print(fails_at_return_of(load, function() end)) --> false	hook
