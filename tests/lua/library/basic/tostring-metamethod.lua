-- 6.1 tostring: __tostring receives the object and must return a string
local log
local mt = {__tostring = function(...) log = select('#', ...); return "obj:" .. (...).name end}
local o = setmetatable({name = "n1"}, mt)
print(tostring(o), log) --> obj:n1	1
print(pcall(tostring, setmetatable({}, {__tostring = function() return {} end}))) --> false	'__tostring' must return a string
print(pcall(tostring, setmetatable({}, {__tostring = function() return 10 end}))) --> true	10
print(pcall(tostring, setmetatable({}, {__tostring = function() error("inside", 0) end}))) --> false	inside
print(pcall(tostring, setmetatable({}, {__tostring = true}))) --> false	attempt to call a boolean value
print(tostring(setmetatable({}, {__tostring = setmetatable({}, {__call = function() return "callable" end})}))) --> callable
print(tostring("already"), tostring("") == "") --> already	true
getmetatable("").__tostring = function(s) return "<" .. #s .. ">" end
print("abc") --> <3>
getmetatable("").__tostring = nil
print("abc") --> abc
