-- strings, numbers, booleans and light C functions are never removed from weak tables
local w = setmetatable({}, {__mode = "kv"})
for i = 1, 50 do w["s" .. i] = i; w[i] = "v" .. i; w[i + 0.5] = true end
w[true], w[false] = 1, 2
w.print = print
collectgarbage()
local n = 0
for _ in pairs(w) do n = n + 1 end
print(n, w.s50, w[50], w[1.5], w[true], w[false], w.print == print) --> 153	50	v50	true	1	2	true
w.s1 = {}
w.s2 = function() return w end
collectgarbage()
print(w.s1, type(w.s3)) --> nil	number
