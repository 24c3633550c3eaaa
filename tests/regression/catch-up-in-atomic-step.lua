-- a local string was freed: a collector that caught up let the program go on in the middle of its atomic step
local function hold(want, label, n)
  for i = 1, n do
    local _ = i & 1
  end
  return label == want .. "!"
end
local u = {}
for i = 1, 20000 do
  u[i] = i
end
local lost = 0
for o = 1, 6000 do
  local t = { table.unpack(u, 1, o * 37 % 20000) }
  if not hold(o, o .. "!", o * 7 % 500) then
    lost = lost + 1
  end
end
print(lost) --> 0
