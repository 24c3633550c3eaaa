-- 6.10 debug.sethook: call, return and tail call events
local ev = {}
local function leaf() return 1 end
local function tailer() return leaf() end
local function plain() local x = leaf() return x end
local names = {[leaf] = "leaf", [tailer] = "tailer", [plain] = "plain", [math.abs] = "abs"}
local function hook(e)
  local n = names[debug.getinfo(2, "f").func]
  if n then ev[#ev + 1] = e .. ":" .. n end
end
debug.sethook(hook, "cr")
plain()
tailer()
math.abs(-1)
debug.sethook()
print(table.concat(ev, " ")) --> call:plain call:leaf return:leaf return:plain call:tailer tail call:leaf return:leaf call:abs return:abs
ev = {}
debug.sethook(hook, "r")
plain()
debug.sethook()
print(table.concat(ev, " ")) --> return:leaf return:plain
ev = {}
debug.sethook(hook, "c")
pcall(leaf)
debug.sethook(nil)
print(table.concat(ev, " "), debug.gethook()) --> call:leaf	nil
