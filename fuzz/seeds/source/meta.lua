local mt = {__index = function(t, k) return k .. "!" end, __add = function(a, b) return 1 end, __gc = print}
local t = setmetatable({}, mt)
print(t.x, t + 1, 1 + t, rawget(t, "x"), ("x"):rep(3, ","), ("%d %s"):format(3, "a"))
table.sort({3, 1, 2}, function(a, b) return a < b end)
print((string.gsub("hello world", "(%w+)", "<%1>")), utf8.char(228, 8364))
collectgarbage()
