-- memory limit: 1048576
-- an error for lack of memory had a position put before it by coroutine.wrap
local function fill() local list = {} while true do list[#list + 1] = {#list} end end
print(pcall(function() local results = coroutine.wrap(fill)() return results end)) --> false	not enough memory
