-- 6.4 string.gsub: long subjects and many replacements are worked through in steps
local text = ("abc "):rep(20000)
local function sum(s, n) return #s, s:sub(1, 12), s:sub(-8), n end
print(sum(text:gsub("b", "<%0>"))) --> 120000	a<b>c a<b>c 	c a<b>c 	20000
print(sum(text:gsub("%a+", {abc = "xy"}))) --> 60000	xy xy xy xy 	y xy xy 	20000
print(sum(text:gsub("%a+", {abd = "xy"}))) --> 80000	abc abc abc 	abc abc 	20000
print(sum(text:gsub("(%a)(%a)", function(a, b) return b .. a end))) --> 80000	bac bac bac 	bac bac 	20000
print(sum(text:gsub("c", {c = 7}, 3))) --> 80000	ab7 ab7 ab7 	abc abc 	3
local far = ("-"):rep(200000) .. "!" .. ("+"):rep(200000)
print(sum(far:gsub("!", "?"))) --> 400001	------------	++++++++	1
print(sum(far:gsub("!", {["!"] = "??"}))) --> 400002	------------	++++++++	1
print(sum(far:gsub("!", function() return 1 end))) --> 400001	------------	++++++++	1
print(sum(far:gsub("[^-+]", setmetatable({}, {__index = function(_, key) return key .. key end})))) --> 400002	------------	++++++++	1
print(sum(far:sub(1, 200001):gsub(".-!", "%0"))) --> 200001	------------	-------!	1
print(pcall(string.gsub, far, "!", {["!"] = {}})) --> false	invalid replacement value (a table)
