-- 6.1 getmetatable: the __metatable field hides the metatable
local mt = {}
local t = setmetatable({}, mt)
print(getmetatable(t) == mt) --> true
print(getmetatable({})) --> nil
mt.__metatable = "hidden"
print(getmetatable(t)) --> hidden
mt.__metatable = false
print(getmetatable(t)) --> false
mt.__metatable = nil
print(getmetatable(t) == mt) --> true
print(getmetatable("").__index == string) --> true
print(getmetatable("a") == getmetatable("b")) --> true
print(getmetatable(1), getmetatable(nil), getmetatable(print), getmetatable(true)) --> nil	nil	nil	nil
print(getmetatable(io.stdout).__name) --> FILE*
print(pcall(getmetatable)) --> false	bad argument #1 to 'getmetatable' (value expected)
