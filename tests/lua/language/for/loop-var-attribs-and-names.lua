-- several variables, underscore, reuse
local t = {}
for a, b, c, d, e, f in function(_, x) if not x then return 1, 2, 3, 4, 5, 6, 7 end end do print(a, b, c, d, e, f) end --> 1	2	3	4	5	6
for _, _ in ipairs{"x"} do print(_) end --> x
for i, i in ipairs{"y"} do print(i) end --> y
print(i, _) --> nil	nil
local function e(s) return (select(2, load(s, "=c"))) end
print(e"for x <const> = 1, 2 do end") --> c:1: '=' or 'in' expected near '<'
print(e"for a.b = 1, 2 do end") --> c:1: '=' or 'in' expected near '.'
print(e"for i, j = 1, 2 do end") --> c:1: 'in' expected near '='
print(e"for i = 1 do end") --> c:1: ',' expected near 'do'
print(e"for i = 1, 2, 3, 4 do end") --> c:1: 'do' expected near ','
print(e"for i in 1, 2, 3, 4, 5 do end") --> nil
print(e"for in x do end") --> c:1: <name> expected near 'in'
print(e"for i = 1, 2 print(i) end") --> c:1: 'do' expected near 'print'
