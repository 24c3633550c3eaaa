-- 6.10 debug.getinfo: n and t fields for the ways of calling
local function me() local i = debug.getinfo(2, "n"); return tostring(i.name) .. "/" .. i.namewhat end
local function loc() local r = me() return r end
function glob() local r = me() return r end
local t = {field = loc, method = function() local r = me() return r end}
print((loc())) --> loc/local
print((glob())) --> glob/global
print((t.field())) --> field/field
print((t:method())) --> method/method
print((t["field"]())) --> field/field
print((select(2, pcall(loc)))) --> nil/
local mt = setmetatable({}, {__index = loc, __add = loc, __call = loc, __unm = loc, __eq = loc})
print(mt.x, mt + 1, -mt) --> index/metamethod	add/metamethod	unm/metamethod
local function tail() return debug.getinfo(1, "t").istailcall end
local function caller() return tail() end
print((tail()), (caller())) --> false	true
for v in function(_, c) if not c then return me() end end do print(v) end --> nil/
