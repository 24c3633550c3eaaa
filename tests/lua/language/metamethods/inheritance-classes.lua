-- class idiom with super calls, metamethods per class
local Base = {} Base.__index = Base
function Base.new(x) return setmetatable({x = x}, Base) end
function Base:get() return self.x end
function Base:name() return "Base" end
Base.__tostring = function(s) return s:name() .. "(" .. s:get() .. ")" end
Base.__add = function(a, b) return getmetatable(a).new(a.x + b.x) end
local Derived = setmetatable({}, {__index = Base}) Derived.__index = Derived
Derived.__tostring = Base.__tostring
function Derived.new(x) local o = Base.new(x); return setmetatable(o, Derived) end
function Derived:name() return "Derived<" .. Base.name(self) .. ">" end
local b, d = Base.new(1), Derived.new(2)
print(b, d) --> Base(1)	Derived<Base>(2)
print(b + d) --> Base(3)
print(pcall(function() return d + d end) == false) --> true
print(d:get(), rawget(d, "get"), rawget(Derived, "get"), d.get == b.get) --> 2	nil	nil	true
