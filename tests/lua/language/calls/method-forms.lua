-- v:name(args) evaluates v once and passes it as self
local n = 0
local obj = {val = 5}
function obj:get(...) return self.val, select("#", ...) end
function obj.static(a, b) return a, b end
local function getobj() n = n + 1; return obj end
print(getobj():get(1, 2), n) --> 5	1
print(obj:get(), obj.get(obj), obj.get{val = 7}) --> 5	5	7	0
print(obj:static("x") == obj, select(2, obj:static("x"))) --> true	x
print(obj:get{1}, (obj:get"s")) --> 5	5
local chain = {v = 0}
function chain:add(x) self.v = self.v + x; return self end
print(chain:add(1):add(2):add(3).v) --> 6
print(("%d-%s"):format(5, "x"), ("abc"):upper():lower():len()) --> 5-x	3
local s = "hello"
print(s:sub(2, -2), #s:rep(3), s:len()) --> ell	15	5
