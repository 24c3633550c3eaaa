-- memory limit: 4194304
-- "not enough memory" may be caught, and what was held is free again
local function fill() local list = {} while true do list[#list + 1] = {#list} end end
for _ = 1, 3 do
  print(pcall(fill)) --> false	not enough memory
  --> false	not enough memory
  --> false	not enough memory
end
print(xpcall(fill, function(message) return message .. "!" end)) --> false	not enough memory!
print(pcall(coroutine.wrap(fill))) --> false	not enough memory
local function recurse(n) return 1 + recurse(n + 1) end
print(pcall(recurse, 1)) --> false	not enough memory
print(pcall(function()
  local closed <close> = setmetatable({}, {__close = function(_, message) print("closing", message, #{1, 2, 3}) end})
  fill()
end)) --> closing	not enough memory	3
--> false	not enough memory
-- a single thing that is too big
for _, length in ipairs {1e6, 3e6, 5e6, 1e9, 1e12} do
  print((pcall(string.rep, "x", length // 1))) --> true
  --> true
  --> false
  --> false
  --> false
end
print(pcall(table.pack, table.unpack({}, 1, 120000))) --> false	not enough memory
print(pcall(function() local t = {} t[1 << 16] = 1 for i = 1, 1 << 17 do t[i] = i end return #t end)) --> true	131072
print(pcall(function() local t = {} for i = 1, 1 << 18 do t[i] = i end return #t end)) --> false	not enough memory
print(collectgarbage("count") < 4096) --> true
fill() --> error: not enough memory
