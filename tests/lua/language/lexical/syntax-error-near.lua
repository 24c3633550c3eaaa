-- the "near" token of a syntax error
local function e(s) return (select(2, load(s, "=c"))) end
print(e"x = ") --> c:1: unexpected symbol near <eof>
print(e"x = }") --> c:1: unexpected symbol near '}'
print(e"x = 'abc' 'def' = 1") --> c:1: unexpected symbol near ''def''
print(e"for i = 1 do end") --> c:1: ',' expected near 'do'
print(e"local x <const> = 1; x = 2") --> c:1: attempt to assign to const variable 'x'
print(e"if x then") --> c:1: 'end' expected near <eof>
print(e"if x then\n\nelse\n") --> c:4: 'end' expected (to close 'if' at line 1) near <eof>
print(e"f(") --> c:1: unexpected symbol near <eof>
print(e"f(\n1\n") --> c:3: ')' expected (to close '(' at line 1) near <eof>
print(e"a.b:c = 1") --> c:1: function arguments expected near '='
print(e"1 = 2") --> c:1: unexpected symbol near '1'
print(e"return return") --> c:1: unexpected symbol near 'return'
print(e"x = 5 y = @") --> c:1: unexpected symbol near '@'
print(e"x = \1") --> c:1: unexpected symbol near '<\1>'
print(e"x ~ 5") --> c:1: syntax error near '~'
print(e"return 'a' .. 1.5e") --> c:1: malformed number near '1.5e'
