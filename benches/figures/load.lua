-- Seconds of one `load` of a file's text, the best of 3: FILE LOADS.

local file = assert(io.open((...), "rb"))
local loads = tonumber((select(2, ...)))
local text = file:read("a")
file:close()

local best = math.huge
for _ = 1, 3 do
  collectgarbage()
  local started = os.clock()
  for _ = 1, loads do
    assert(load(text, "=source"))
  end
  best = math.min(best, (os.clock() - started) / loads)
end
print(string.format("%.9f", best))
