-- A hook for lines and for every instruction never got past the first instruction.
local lines, counts = 0, 0
debug.sethook(function(event)
  if event == "line" then
    lines = lines + 1
  else
    counts = counts + 1
  end
end, "l", 1)
local x = 1
x = x + 1
debug.sethook()
print(lines, counts) --> 3	5
-- Set anew by itself each time, it gets on too.
local calls = 0
local function hook()
  calls = calls + 1
  debug.sethook(hook, "", 1)
end
debug.sethook(hook, "", 1)
x = x + 1
debug.sethook()
print(calls > 2) --> true
