-- more constants than a byte or 17 bits can index; long jumps
local p = {"local t = {}"}
for i = 1, 70000 do p[#p + 1] = "t[" .. i .. "] = " .. i .. ".5" end
p[#p + 1] = "return t"
local t = load(table.concat(p, "\n"), "=c")()
print(#t, t[1], t[300], t[70000]) --> 70000	1.5	300.5	70000.5
local q = {"local x, n = ..., 0\nwhile n < 2 do if x then"}
for i = 1, 40000 do q[#q + 1] = "x = x + 1" end
q[#q + 1] = "end n = n + 1 end return x, n"
print(load(table.concat(q, "\n"), "=c")(0)) --> 80000	2
local s = {}
for i = 1, 400 do s[i] = "'s" .. i .. "'" end
local u = load("local k = ... return k.f" .. " , k['" .. ("long"):rep(100) .. "'], {" .. table.concat(s, ",") .. "}")
local a, b, c = u({f = 1, [("long"):rep(100)] = 2})
print(a, b, #c, c[400]) --> 1	2	400	s400
local g = {}
for i = 1, 300 do g[i] = "g" .. i .. " = " .. i end
local env = {}
load(table.concat(g, " ") .. " total = g1 + g299 + g300", "=c", "t", env)()
print(env.total) --> 600
