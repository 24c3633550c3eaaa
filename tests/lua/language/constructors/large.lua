-- many fields: more than one flush of items, with a multi-result tail
local parts = {}
for i = 1, 1000 do parts[i] = tostring(i) end
local t = load("return {" .. table.concat(parts, ",") .. "}")()
print(#t, t[1], t[50], t[51], t[100], t[512], t[1000]) --> 1000	1	50	51	100	512	1000
local t2 = load("local f = ... return {" .. table.concat(parts, ",") .. ", f()}")(function() return "a", "b", "c" end)
print(#t2, t2[1001], t2[1003]) --> 1003	a	c
local keyed = {}
for i = 1, 300 do keyed[i] = "k" .. i .. "=" .. i end
local t3 = load("return {" .. table.concat(keyed, ";") .. "}")()
local n, s = 0, 0
for k, v in pairs(t3) do n = n + 1; s = s + v end
print(n, s, t3.k300) --> 300	45150	300
local consts = load("return {" .. ("'x',"):rep(70000) .. "}")()
print(#consts) --> 70000
