-- Garbage in large pieces was made faster than steps at safepoints collected it.
local most = 0
for i = 1, 100 do
  local s = ("x"):rep(1000000)
  most = math.max(most, collectgarbage("count"))
end
print(most < 4000) --> true
local kept = {}
for i = 1, 100000 do
  kept[i] = { i }
end
local before = collectgarbage("count")
for i = 1, 50 do
  local s = ("x"):rep(3000000)
  most = math.max(most, collectgarbage("count"))
end
print(most < 3 * before) --> true
