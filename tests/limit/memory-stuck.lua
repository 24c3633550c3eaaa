-- memory limit: 4194304
-- errors for lack of memory may be caught as often as memory is freed; who gets nowhere is ended
local errors = 0
for i = 1, 200 do
  if not pcall(string.rep, "x", 1 << 30) then errors = errors + 1 end
  for j = 1, 5 do
    local garbage = ("y"):rep(100000)
  end
end
print(errors) --> 200
local list = {}
errors = 0
while true do
  pcall(function() while true do list[#list + 1] = 1 end end)
  errors = errors + 1
  if errors >= 64 then print(errors) end --> 64
end
--> ended: out of memory
