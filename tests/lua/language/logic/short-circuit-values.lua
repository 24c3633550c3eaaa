-- and/or return one of their operands
print(10 or 20, 10 or error(), nil or "a", nil and 10, false and error(), false and nil, false or nil, 10 and 20) --> 10	10	a	nil	false	false	nil	20
print(nil and nil, false or false, 0 and "zero", "" or "x", 1 and nil or 3) --> nil	false	zero		3
print(nil == false or "no", not nil and 1, (nil or false) == false) --> no	1	true
local n = 0
local function f(v) n = n + 1; return v end
print(f(1) and f(nil) and f(3), n) --> nil	2
n = 0
print(f(false) or f(nil) or f("third") or f("no"), n) --> third	3
print(true and false or true, false or true and false) --> true	false
print(1 and 2 and 3, nil or false or 7 or 8) --> 3	7
