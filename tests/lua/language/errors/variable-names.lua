-- messages name local, upvalue, global, field, method, constant
local function e(f, ...) return (select(2, pcall(f, ...)):gsub("^[^:]*:%d+: ", "")) end
local up
print(e(function() local loc; return loc.x end)) --> attempt to index a nil value (local 'loc')
print(e(function() return up.x end)) --> attempt to index a nil value (upvalue 'up')
print(e(function() return glob.x end)) --> attempt to index a nil value (global 'glob')
print(e(function() local t = {}; return t.f.x end)) --> attempt to index a nil value (field 'f')
print(e(function() local t = {}; return t.f.g.h end)) --> attempt to index a nil value (field 'f')
print(e(function() local t = {}; t:m() end)) --> attempt to call a nil value (method 'm')
print(e(function() return ("c"):x() end)) --> attempt to call a nil value (method 'x')
print(e(function(par) return par[1] end)) --> attempt to index a nil value (local 'par')
print(e(function(...) local a, b = ...; return b.z end, 1)) --> attempt to index a nil value (local 'b')
print(e(function() local t = {{}}; return t[1].q.z end)) --> attempt to index a nil value (field 'q')
print(e(function() local k = "dyn"; local t = {}; return t[k].z end)) --> attempt to index a nil value (field '?')
print(e(function() return up[1] end)) --> attempt to index a nil value (upvalue 'up')
print(e(function() return (up or nil).x end)) --> attempt to index a nil value
print(e(function() local a = "x"; return a.b.c end)) --> attempt to index a nil value (field 'b')
print(e(function() for i = 1, 1 do return i.x.y end end)) --> attempt to index a number value (local 'i')
