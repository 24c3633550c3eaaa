-- metamethods that make what they give
local base = {}
local V = {}
V.__index = function(t, key) return {key} end
V.__newindex = function(t, key, value) rawset(t, key, {value}) end
V.__call = function(self, ...) return {...} end
V.__add = function(a, b) return setmetatable({n = a.n + b.n}, V) end
V.__eq = function(a, b) return #{a.n} == #{b.n} end
V.__lt = function(a, b) return ({a.n})[1] < ({b.n})[1] end
V.__len = function(a) return #("x"):rep(a.n) end
V.__unm = function(a) return setmetatable({n = -a.n}, V) end
function body()
  local a, b = setmetatable({n = 1}, V), setmetatable({n = 2}, V)
  a.new = 5
  base.kept = a + b
  return a.missing[1], a.new[1], #a(1, 2, 3), (a + b).n, a == b, a < b, #b, (-a).n
end
function check()
  assert(base.kept == nil or base.kept.n == 3)
  return (setmetatable({n = 4}, V) + setmetatable({n = 5}, V)).n
end
