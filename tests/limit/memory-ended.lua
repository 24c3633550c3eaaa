-- memory limit: 4194304
-- who catches "not enough memory" and keeps what it holds has a little more room, and is ended when that is used up
local list
local caught = 0
while true do
  local ok, message = pcall(function() while true do list = { list } end end)
  caught = caught + 1
  print(caught, ok, message) --> 1	false	not enough memory
  --> ended: out of memory
end
