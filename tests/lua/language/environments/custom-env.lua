-- _ENV as local, parameter, upvalue
local print = print
local function sandbox()
  local _ENV = {y = 5}
  x = 10
  return x, y, tostring, _ENV.x
end
print(sandbox()) --> 10	5	nil	10
print(x) --> nil
local function withenv(_ENV) return a + b end
print(withenv{a = 1, b = 2}) --> 3
do
  local _ENV <const> = {print = print}
  z = 1
  print(z, _G) --> 1	nil
end
print(z) --> nil
local function setf() local _ENV = _ENV; v1 = "global"; _ENV = {}; v1 = "hidden" end
setf()
print(v1) --> global
for _, _ENV in ipairs{{q = "a"}, {q = "b"}} do print(q) end --> a
--> b
