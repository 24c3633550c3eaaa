-- metamethods may be added or removed while in use
local mt = {}
local o = setmetatable({}, mt)
print(pcall(function() return o + 1 end) == false, o.x) --> true	nil
mt.__add = function() return "added" end
mt.__index = function() return "indexed" end
print(o + 1, o.x) --> added	indexed
mt.__add, mt.__index = nil, nil
print(pcall(function() return o + 1 end) == false, o.x) --> true	nil
rawset(mt, "__index", {x = "raw"})
print(o.x) --> raw
setmetatable(o, {__index = {x = "other"}})
print(o.x) --> other
setmetatable(o, nil)
print(o.x) --> nil
-- metamethods are fetched raw: inherited ones do not count
local base = {__add = function() return "inherited" end}
local derived = setmetatable({}, {__index = base})
print(pcall(function() return setmetatable({}, derived) + 1 end) == false) --> true
