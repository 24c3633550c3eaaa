-- inner functions cannot use the outer '...'
print(({load("function f(...) return function() return ... end end", "=c")})[2]) --> c:1: cannot use '...' outside a vararg function near '...'
print(({load("function f() return ... end", "=c")})[2]) --> c:1: cannot use '...' outside a vararg function near '...'
print(load("return ...", "=c")(1, 2)) --> 1	2
local function outer(...)
  local args = table.pack(...)
  return function(...) return select("#", ...), args.n end
end
print(outer(1, 2, 3)("x")) --> 1	3
print(({load("function f(..., a) end", "=c")})[2]) --> c:1: ')' expected near ','
print(({load("function f(a, ..., b) end", "=c")})[2]) --> c:1: ')' expected near ','
print(({load("function f(a,) end", "=c")})[2]) --> c:1: <name> or '...' expected near ')'
print(load("function f(a, ...) end") ~= nil) --> true
