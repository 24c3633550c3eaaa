-- 6.3 assigning package.loaded or package.preload does not change what require uses
local realloaded, realpreload = package.loaded, package.preload
package.loaded = {}
print(require("string") == string) --> true
package.loaded.fake = 1
package.preload = {fake = function() return "no" end}
package.path, package.cpath = "", ""
print((pcall(require, "fake"))) --> false
realpreload.fake = function(...) return "from registry " .. (select(2, ...)) end
print(require("fake")) --> from registry :preload:	:preload:
print(realloaded.fake, package.loaded.fake) --> from registry :preload:	1
local mt = setmetatable({}, {__index = function(_, k) return function() return "auto " .. k end end})
setmetatable(realpreload, mt)
print((pcall(require, "anything"))) --> false
setmetatable(realpreload, {__index = function(_, k) return function() return "auto " .. k end end})
print((require("anything"))) --> auto anything
