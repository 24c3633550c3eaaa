-- right associativity is visible through __concat
local mt = {}
mt.__concat = function(a, b)
  local function s(x) return type(x) == "table" and x.n or tostring(x) end
  return setmetatable({n = "(" .. s(a) .. "." .. s(b) .. ")"}, mt)
end
local function O(n) return setmetatable({n = n}, mt) end
print((O"a" .. "b" .. "c").n) --> (a.bc)
print(("a" .. O"b" .. "c").n) --> (a.(b.c))
print(("a" .. "b" .. O"c").n) --> (a.(b.c))
print((1 .. O"x" .. 2 .. 3).n) --> (1.(x.23))
print((O"a" .. O"b" .. O"c").n) --> (a.(b.c))
print(("p" .. "q" .. O"r" .. "s" .. "t").n) --> (p.(q.(r.st)))
print((O"z" .. nil).n, (true .. O"y").n) --> (z.nil)	(true.y)
