-- strings share a metatable whose __index is the string table
string.shout = function(s) return s:upper() .. "!" end
print(("hi"):shout(), ("x").shout ~= nil) --> HI!	true
string.shout = nil
print(("x").shout, ("x").y) --> nil	nil
local mt = getmetatable("")
mt.__call = function(s, a) return s .. "(" .. tostring(a) .. ")" end
print(("f")(1)) --> f(1)
mt.__call = nil
local idx = mt.__index
mt.__index = function(s, k) if type(k) == "number" then return s:sub(k, k) end return idx[k] end
idx = string
print(("abc")[2], ("abc"):len()) --> b	3
mt.__index = string
mt.__band = function(a, b) return "band " .. a .. b end
print("p" & "q", "p" & 1) --> band pq	band p1
mt.__band = nil
print(pcall(function() return "p" & "q" end) == false) --> true
mt.__unm = nil
print((pcall(function() return -"2" end)), "2" + 1) --> false	3
