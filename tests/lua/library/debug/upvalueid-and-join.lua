-- 6.10 debug.upvalueid and upvaluejoin
local x, y = "x", "y"
local function f1() return x end
local function f2() return x, y end
local function f3() return y end
print(debug.upvalueid(f1, 1) == debug.upvalueid(f2, 1), debug.upvalueid(f1, 1) == debug.upvalueid(f3, 1)) --> true	false
print(type(debug.upvalueid(f1, 1)), debug.upvalueid(f1, 2)) --> userdata	nil
print(select('#', debug.upvaluejoin(f1, 1, f2, 2)), f1()) --> 0	y
print(debug.upvalueid(f1, 1) == debug.upvalueid(f3, 1)) --> true
y = "Y"
print(f1(), f3(), (f2())) --> Y	Y	x
local fs = {}
for i = 1, 2 do fs[i] = function() i = i + 1; return i end end
print(debug.upvalueid(fs[1], 1) ~= debug.upvalueid(fs[2], 1)) --> true
debug.upvaluejoin(fs[1], 1, fs[2], 1)
print(fs[1](), fs[2](), fs[1]()) --> 3	4	5
print(pcall(debug.upvaluejoin, f1, 5, f2, 1)) --> false	bad argument #2 to 'debug.upvaluejoin' (invalid upvalue index)
print(pcall(debug.upvaluejoin, f1, 1, f2, 5)) --> false	bad argument #4 to 'debug.upvaluejoin' (invalid upvalue index)
print(pcall(debug.upvaluejoin, print, 1, f2, 1)) --> false	bad argument #2 to 'debug.upvaluejoin' (invalid upvalue index)
print(pcall(debug.upvaluejoin, f1, 1, 5, 1)) --> false	bad argument #3 to 'debug.upvaluejoin' (function expected, got number)
print(debug.upvalueid(print, 1)) --> nil
print(pcall(debug.upvalueid, {}, 1)) --> false	bad argument #1 to 'debug.upvalueid' (function expected, got table)
