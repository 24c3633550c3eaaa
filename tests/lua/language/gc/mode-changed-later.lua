-- __mode is read at each collection cycle; other values mean strong
local mt = {}
local t = setmetatable({}, mt)
local function put() t.a = {}; t[{}] = 1 end
local function count() collectgarbage(); local n = 0; for _ in pairs(t) do n = n + 1 end return n end
put()
print(count()) --> 2
mt.__mode = "x"
print(count()) --> 2
mt.__mode = "k"
print(count(), type(t.a)) --> 1	table
mt.__mode = "v"
print(count(), t.a) --> 0	nil
put()
setmetatable(t, nil)
print(count()) --> 2
