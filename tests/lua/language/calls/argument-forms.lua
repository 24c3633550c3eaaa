-- f(args), f{...}, f"...", f[[...]]
local function f(...) local x = ...; return select("#", ...), type(x) == "table" and #x or x end
print(f()) --> 0	nil
print(f(nil)) --> 1	nil
print(f{1, 2}) --> 1	2
print(f"str", f'str', f[[long]], f[==[x]==]) --> 1	1	1	1	x
print(f"a" == 1, (f{})) --> true	1
local t = {g = f, h = {i = f}}
print(t.g"x", t.h.i{1}, t["g"]"y") --> 1	1	1	y
local function cur(x) return function(y) return function(z) return x .. y .. z end end end
print(cur"a""b""c", cur("a")"b"[[c]]) --> abc	abc
print(#{f{}, f"s"}, type"x", ("x"):rep(2):upper()) --> 3	string	XX
