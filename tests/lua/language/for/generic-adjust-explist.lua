-- the explist is adjusted to four values
local function f() return next, {10, 20}, nil end
local s = 0
for k, v in f() do s = s + v end
print(s) --> 30
s = 0
for k, v in (f()), {1, 2, 3} do s = s + v end
print(s) --> 6
local log = {}
for x in coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i) end end) do log[#log + 1] = x end
print(table.concat(log, " ")) --> 1 2 3
local function side(x) log[#log + 1] = x; return x end
for _ in function() end, side(1), side(2), side(false) and 1, side(4), side(5) do end
for i = 4, #log do print(log[i]) end --> 1
--> 2
--> false
--> 4
--> 5
for a, b, c, d in function(s, c) if not c then return 1, 2 end end do print(a, b, c, d) end --> 1	2	nil	nil
