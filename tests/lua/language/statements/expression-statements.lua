-- only calls are expression statements
local function e(s) return (select(2, load(s, "=c"))) end
print(e"1") --> c:1: unexpected symbol near '1'
print(e"x") --> c:1: syntax error near <eof>
print(e"x + 1") --> c:1: syntax error near '+'
print(e"(f())") --> c:1: syntax error near <eof>
print(e"(f)()" == nil, e"f{}" == nil, e"f''" == nil, e"a.b:c[[]]" == nil) --> true	true	true	true
print(e"'x':len()") --> c:1: unexpected symbol near ''x''
print(load"('x'):len()" ~= nil) --> true
print(e"function() end") --> c:1: <name> expected near '('
print(e"...") --> c:1: unexpected symbol near '...'
print(e"f().x") --> c:1: syntax error near <eof>
print(e"f().x = 1" == nil, e"f()[1], g().y = 1, 2" == nil) --> true	true
