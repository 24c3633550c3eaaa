-- all variables are nil before first assignment
print(undefinedglobal) --> nil
local a, b
print(a, b) --> nil	nil
local t = {}
print(t.x, t[1], t[nil], t[0/0], t[1.5]) --> nil	nil	nil	nil	nil
do local inner = 1 end
print(inner) --> nil
local function f(p, q) return p, q end
print(f()) --> nil	nil
print((f())) --> nil
