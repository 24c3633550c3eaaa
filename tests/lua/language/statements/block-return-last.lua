-- return must be the last statement of a block; do return end is allowed
local function f(x)
  do return x end
  print("unreachable")
end
print(f(7)) --> 7
local function e(s) return (select(2, load(s, "=c"))) end
print(e"return 1 print(2)") --> c:1: <eof> expected near 'print'
print(e"do return 1; x = 2 end") --> c:1: 'end' expected near 'x'
print(load"break" == nil, load"while true do break x = 1 end" ~= nil) --> true	true
print(e"break") --> c:1: break outside loop at line 1
local function g(n)
  while true do
    if n > 3 then return n else n = n + 1 end
  end
end
print(g(0)) --> 4
