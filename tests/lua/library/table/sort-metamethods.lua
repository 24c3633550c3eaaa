-- 6.6 table.sort works through __index, __newindex and __len
local store = {5, 2, 8, 1}
local reads, writes = 0, 0
local p = setmetatable({}, {
  __len = function() return #store end,
  __index = function(_, k) reads = reads + 1; return store[k] end,
  __newindex = function(_, k, v) writes = writes + 1; store[k] = v end,
})
table.sort(p)
print(table.concat(store, " "), reads > 0, writes > 0, rawlen(p)) --> 1 2 5 8	true	true	0
table.sort(p, function(a, b) return a > b end)
print(table.concat(store, " ")) --> 8 5 2 1
local short = setmetatable({3, 2, 1}, {__len = function() return 2 end})
table.sort(short)
print(table.concat(short, " ", 1, 2), rawget(short, 3)) --> 2 3	1
