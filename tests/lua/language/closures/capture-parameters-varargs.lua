-- parameters and for-variables as upvalues
local function f(a, b) return function() a = a + 1; return a, b end, function() return a end end
local g, h = f(1, 2)
g()
print(g()) --> 3	2
print(h()) --> 3
local function bind(fn, ...) local args = table.pack(...) return function(...)
  local all = table.pack(table.unpack(args, 1, args.n))
  for i = 1, select("#", ...) do all[args.n + i] = (select(i, ...)) end
  return fn(table.unpack(all, 1, args.n + select("#", ...)))
end end
print(bind(math.max, 5, 9)(7), bind(select, "#", nil)(nil, nil)) --> 9	3
local o = {n = 0}
function o:mk() return function() self.n = self.n + 1; return self.n end end
local m = o:mk()
m() m()
print(o.n) --> 2
