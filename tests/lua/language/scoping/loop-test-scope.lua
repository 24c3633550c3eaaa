-- while condition sees outer, repeat condition sees inner
local x = 0
while x < 2 do local x = 5; x = x + 1; break end
print(x) --> 0
local n = 0
repeat local x = 99; n = n + 1 until x == 99
print(n, x) --> 1	0
for i = 1, 2 do local i = "s" .. i; print(i) end --> s1
--> s2
print(i) --> nil
local f = 1
local function f() return f end
print(f() == f) --> true
local g = 1
local g = function() return g end
print(g()) --> 1
do local function h() return h ~= nil end print(h(), rawget(_G, "h")) end --> true	nil
