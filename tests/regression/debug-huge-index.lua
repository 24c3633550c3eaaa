-- The smallest integer as the number of an upvalue or local made builds with overflow checks panic.
local x
local function f(a) return x, a end
local least = math.mininteger
print(debug.getupvalue(f, least), debug.setupvalue(f, least, 1), debug.upvalueid(f, least)) --> nil	nil	nil
print(pcall(debug.upvaluejoin, f, least, f, 1))
--> false	bad argument #2 to 'debug.upvaluejoin' (invalid upvalue index)
print(debug.getlocal(1, least), debug.setlocal(1, least, 1), debug.getlocal(f, least)) --> nil	nil	nil
print(debug.getuservalue(io.stdout, least)) --> nil
print(pcall(debug.setuservalue, io.stdout, 1, least)) --> true	nil
