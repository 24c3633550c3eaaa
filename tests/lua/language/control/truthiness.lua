-- only nil and false are false
local function b(v) if v then return "T" else return "F" end end
print(b(nil), b(false), b(true), b(0), b(0.0), b(""), b({}), b(0/0), b(print)) --> F	F	T	T	T	T	T	T	T
print(not nil, not false, not 0, not "", not not {}) --> true	true	false	false	true
local t = setmetatable({}, {__len = function() return 0 end, __eq = function() return true end})
print(b(t), not t) --> T	false
while 0 do print("zero is true") break end --> zero is true
repeat local z = "" until z
print("done") --> done
