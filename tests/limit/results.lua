-- how many values a call passes and returns
local function count(...) return select("#", ...) end
for _, n in ipairs {0, 1, 254, 255, 256, 10000, 200000} do
  print(n, count(table.unpack({}, 1, n)), #{table.unpack(setmetatable({}, {__index = function() return 1 end}), 1, n)}) --> 0	0	0
  --> 1	1	1
  --> 254	254	254
  --> 255	255	255
  --> 256	256	256
  --> 10000	10000	10000
  --> 200000	200000	200000
end
print(pcall(table.unpack, {}, 1, 10000000)) --> false	too many results to unpack
print(pcall(table.unpack, {}, 1, math.maxinteger)) --> false	too many results to unpack
print(pcall(string.byte, ("x"):rep(10), 1, -1)) --> true	120	120	120	120	120	120	120	120	120	120
print(count(string.byte(("x"):rep(100000), 1, -1))) --> 100000
print(select("#", coroutine.wrap(function(...) return coroutine.yield(...) end)(table.unpack({}, 1, 100000)))) --> 100000
