-- unknown attributes and multiple close
local function e(s) return (select(2, load(s, "=c"))) end
print(e"local a <foo> = 1") --> c:1: unknown attribute 'foo'
print(e"local a <CONST> = 1") --> c:1: unknown attribute 'CONST'
print(e"local a <close>, b <close> = 1, 2") --> c:1: multiple to-be-closed variables in local list
print(e"local a <close>, b <const> = nil, 2") --> nil
print(e"local a <const") --> c:1: '>' expected near <eof>
print(e"local a <> = 1") --> c:1: <name> expected near '>'
print(e"local a < const > = 1") --> nil
print(e"local a<const>=1 return a") --> c:1: '>' expected near '>='
print(e"local <const> a = 1") --> c:1: <name> expected near '<'
print(e"local a <close> = nil; a = 1") --> c:1: attempt to assign to const variable 'a'
print(e"function f(a <const>) end") --> c:1: ')' expected near '<'
print(e"local function f <const> () end") --> c:1: '(' expected near '<'
