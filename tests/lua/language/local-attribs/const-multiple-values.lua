-- const with function results and missing values
local function f() return 1, 2, 3 end
local a <const>, b <const>, c <const>, d <const> = f()
print(a, b, c, d) --> 1	2	3	nil
local e <const>
print(e) --> nil
local p <const>, q <const> = 5
print(p, q) --> 5	nil
local r <const> = f()
print(r) --> 1
local v <const> = ...
print(v) --> nil
for i = 1, 2 do local k <const> = i * 2; print((function() return k end)()) end --> 2
--> 4
