-- tidelock run --quantum 2000 --spawn examples/pong.lua examples/ping.lua
--
-- Two processes, each with a heap of its own. Neither gives way: after its quantum of ticks the process manager lets
-- the other run. Try other quanta; each order is the same whenever and wherever it is run.
for i = 1, 5 do
  print("ping", i)
  for _ = 1, 1000 do end
end
