-- any quantum
-- what runs at the end of a process that ends by itself, and never returns: it ends all the same
local sys = require "system.syscall"
local spawn = system.ProcessManager.spawn
local prelude = [[
  local sys = require "system.syscall"
  local function spin() while true do end end
  local function with(event) return setmetatable({}, { [event] = spin }) end
]]
for _, text in ipairs {
  "sys.atexit(spin) sys.atexit(function() pcall(spin) end) return 3",
  "sys.atexit(spin) error('failed', 0)",
  "kept = with '__gc' os.exit(4, true)",
  "local x <close> = with '__close'",
  "local x <close> = with '__close' error('failed', 0)",
  "sys.atexit(function() for i = 1, 1000000 do end print('through') end) return 5",
} do
  print(text)
  print(select(2, sys.wait(spawn(prelude .. text, { name = "ends" }))))
end
-- a limit of ticks holds at the end too
print(select(2, sys.wait(spawn(prelude .. "sys.atexit(spin) return 6", { limits = { ticks = 200000 } }))))
-- signals are taken until the last
local pid = spawn(prelude .. "sys.signal(10, function() print 'handled' end) \
  sys.atexit(function() while true do os.rpc.alarm(1) end end) return 7")
os.rpc.alarm(0.1)
sys.kill(pid, 10)
os.rpc.alarm(0.1)
sys.kill(pid, 15)
print(select(2, sys.wait(pid)))
