-- unreachable cycles of every kind are collected
local w = setmetatable({}, {__mode = "v"})
local function make()
  local a, b = {}, {}
  a.b, b.a = b, a
  w.a = a
  local f; f = function() return f end
  w.f = f
  local co = coroutine.create(function() local self = {}; self.s = self; w.inco = self; coroutine.yield(self) end)
  coroutine.resume(co)
  w.co = co
  local m = {}; m.__index = m; setmetatable(m, m)
  w.m = m
end
make()
collectgarbage() collectgarbage()
print(w.a, w.co, w.m, w.inco) --> nil	nil	nil	nil
local x = {}
w.x = x
local get = function() return x end
x = nil
collectgarbage()
print(w.x) --> nil
