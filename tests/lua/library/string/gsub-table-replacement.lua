-- 6.4 string.gsub: table replacements are indexed by the first capture
print(("$name is $age"):gsub("%$(%w+)", {name = "Bob", age = 42})) --> Bob is 42	2
print(("a b c"):gsub("%w", {a = "1", b = false, c = true and "3"})) --> 1 b 3	3
print(("a b"):gsub("%w", {})) --> a b	2
print(("x y"):gsub("(%w) (%w)", {x = "first capture"})) --> first capture	1
print(("ab"):gsub("()", {"one", [3] = "three"})) --> oneabthree	3
local log = {}
local t = setmetatable({}, {__index = function(_, k) log[#log + 1] = k; return "<" .. k .. ">" end})
print(("k1 k2"):gsub("%w+", t), table.concat(log, ",")) --> <k1> <k2>	k1,k2
print(("12"):gsub("%d", {["1"] = "one", [2] = "not used"})) --> one2	2
print(pcall(string.gsub, "a", "a", {a = {}})) --> false	invalid replacement value (a table)
print(pcall(string.gsub, "a", "a", {a = true})) --> false	invalid replacement value (a boolean)
print(("n"):gsub("n", {n = 12.0})) --> 12.0	1
