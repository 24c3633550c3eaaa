-- __call chains, extra arguments, results, as method and iterator
local o = setmetatable({n = 10}, {__call = function(self, ...) return self.n, select("#", ...), ... end})
print(o()) --> 10	0
print(o(1, nil)) --> 10	2	1	nil
print(o{}, (o"x")) --> 10	10
print(pcall(o, "p")) --> true	10	1	p
local t = {o = o}
print(t.o(5)) --> 10	1	5
print(select("#", t:o(5))) --> 4
local c2 = setmetatable({}, {__call = o})
print((select("#", c2("a"))), (c2("a"))) --> 4	10
local function e(f, ...) return (select(2, pcall(f, ...)):gsub("^[^:]*:%d+: ", "")) end
local bad = setmetatable({}, {__call = 5})
print(e(function() bad() end)) --> attempt to call a number value (upvalue 'bad')
local co = coroutine.wrap(setmetatable({}, {__call = function(_, x) return x end}).x or function(x) return o(x) end)
print(co(7)) --> 10	1	7
print(table.unpack({o("z")}, 1, 3)) --> 10	1	z
print(select(2, string.gsub("abc", "%w", setmetatable({}, {__index = function(_, k) return k:upper() end})))) --> 3
