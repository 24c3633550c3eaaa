-- function f assigns whatever f is in scope
local f
do function f() return "local f" end end
print(f(), rawget(_G, "f")) --> local f	nil
function g() return "global g" end
local g2 = g
do local g = function() return "inner" end; print(g(), g2()) end --> inner	global g
print(_G.g == g) --> true
do local _G = {}; h = 1; print(_G.h, h) end --> nil	1
local t = {}
do local t2 = t; function t2.m() return "m" end end
print(t.m()) --> m
