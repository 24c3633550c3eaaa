-- an error inside a wrapped coroutine closes its pending variables
local log = {}
local function c(n) return setmetatable({}, {__close = function(_, e) log[#log + 1] = n .. ":" .. tostring(e) end}) end
local w = coroutine.wrap(function()
  local a <close> = c"a"
  local b <close> = c"b"
  coroutine.yield("first")
  error({}, 0)
end)
print(w()) --> first
print((pcall(w))) --> false
print(#log, log[1]:match("^b:table") ~= nil, log[2]:match("^a:table") ~= nil) --> 2	true	true
local r = coroutine.create(function() local a <close> = c"r"; error("E", 0) end)
log = {}
print(coroutine.resume(r)) --> false	E
print(#log, coroutine.close(r)) --> 0	false	E
