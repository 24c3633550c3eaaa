-- const variables cannot be assigned
local x <const> = 10
local y <const>, z = 1, 2
z = 3
print(x, y, z) --> 10	1	3
local t <const> = {}
t.field = "mutable"
print(t.field) --> mutable
local function e(s) return (select(2, load(s, "=c"))) end
print(e"local a <const> = 1; a = 2") --> c:1: attempt to assign to const variable 'a'
print(e"local a <const> = 1; local function f() a = 2 end") --> c:1: attempt to assign to const variable 'a'
print(e"local a <const> = {}; function a() end") --> c:1: attempt to assign to const variable 'a'
print(e"local a <const> = {}; function a.b() end") --> nil
print(e"local a <const>, b = 1, 2; b, a = 1, 2") --> c:1: attempt to assign to const variable 'a'
print(e"local a <const> = 1; do local a = 2; a = 3 end") --> nil
print(e"local a <const> = 1; for a = 1, 2 do a = 1 end") --> nil
print(e"local function f() end; f = nil") --> nil
