-- 6.1 print: separators and __tostring; the result must be a string
print(1, 2.0, "x", nil, true) --> 1	2.0	x	nil	true
print(setmetatable({}, {__tostring = function() return "T!" end}), "after") --> T!	after
print(pcall(print, setmetatable({}, {__tostring = function() return 1 end}))) --> 1
--> true
print(pcall(print, setmetatable({}, {__tostring = function() end}))) --> false	'__tostring' must return a string
print(select('#', print("x"))) --> x
--> 0
print(-0.0, 1e15, 1e16, 2^53, 1e100, 0.1) --> -0.0	1e+15	1e+16	9.007199254741e+15	1e+100	0.1
print(1/0, -1/0, math.maxinteger, math.mininteger) --> inf	-inf	9223372036854775807	-9223372036854775808
local saved = tostring
tostring = function() return "replaced" end
print("print does not use the global tostring", 1) --> print does not use the global tostring	1
tostring = saved
print(("a\0b"):len(), #"a\0b") --> 3	3
