-- an error closes all pending variables before pcall returns
local log = {}
local function c(n) return setmetatable({}, {__close = function(_, e) log[#log + 1] = n .. "<" .. tostring(e) .. ">" end}) end
local function g() local z <close> = c"g"; error("E", 0) end
local function f()
  local a <close> = c"f1"
  do local b <close> = c"f2" end
  local d <close> = c"f3"
  g()
end
print(pcall(f)) --> false	E
print(table.concat(log, " ")) --> f2<nil> g<E> f3<E> f1<E>
log = {}
print(pcall(function() local a <close> = c"x"; local b = nil; return b.field end) == false) --> true
print(#log, log[1]:find("attempt to index a nil value", 1, true) ~= nil) --> 1	true
