-- proper tail calls never overflow the stack
local function loop(n) if n == 0 then return "done" end return loop(n - 1) end
print(loop(300000)) --> done
local a, b
function a(n) if n == 0 then return "a" end return b(n - 1) end
function b(n) if n == 0 then return "b" end return a(n - 1) end
print(a(200001)) --> b
local o = {}
function o:m(n) if n == 0 then return self == o end return self:m(n - 1) end
print(o:m(200000)) --> true
local function va(n, ...) if n == 0 then return ... end return va(n - 1, ...) end
print(va(100000, "x", nil, "y")) --> x	nil	y
local c = setmetatable({}, {__call = function(self, n) if n == 0 then return "call" end return self(n - 1) end})
print(c(100000)) --> call
local function acc(n, s) if n == 0 then return s end return acc(n - 1, s + n) end
print(acc(100000, 0)) --> 5000050000
