-- and, or, not as values
local a, b, c = ...
local d = a and b or c
local e = not a or not not b
local f = (a or b) and (b or c)
local g = a and 1
local h = nil and a or false or 2
x = a or {}
return a and b()
