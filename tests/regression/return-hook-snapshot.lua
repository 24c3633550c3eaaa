-- A process stopped in the return hook of a function that ran to its end could be written out but not read back.
local function runs_to_its_end() end
local events = 0
debug.sethook(function()
  for _ = 1, 10 do events = events + 1 end
end, "r")
runs_to_its_end()
debug.sethook()
print(events) --> 20
