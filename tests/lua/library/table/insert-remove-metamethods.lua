-- 6.6 table.insert and remove respect __len, __index, __newindex
local log = {}
local store = {"a", "b", "c"}
local p = setmetatable({}, {
  __len = function() log[#log + 1] = "len"; return #store end,
  __index = function(_, k) log[#log + 1] = "get" .. k; return store[k] end,
  __newindex = function(_, k, v) log[#log + 1] = "set" .. k; store[k] = v end,
})
local function flush() local s = table.concat(log, " "); log = {}; return s end
table.insert(p, "d")
print(flush()) --> len set4
table.insert(p, 2, "x")
print(flush()) --> len get4 set5 get3 set4 get2 set3 set2
print(table.remove(p, 1), flush()) --> a	len get1 get2 set1 get3 set2 get4 set3 get5 set4 set5
print(table.remove(p), flush()) --> d	len get4 set4
print(table.concat(store, ","), rawlen(p)) --> x,b,c	0
print(table.unpack(p)) --> x	b	c
print(flush()) --> len get1 get2 get3
local q = setmetatable({}, {__index = {}, __newindex = true, __len = true})
print(pcall(table.insert, q, 1)) --> false	attempt to call a boolean value
