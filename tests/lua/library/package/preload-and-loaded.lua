-- 6.3 require: package.preload, caching in package.loaded, loader data
package.preload["my.mod"] = function(...)
  print("loading", select('#', ...), ...)
  return {name = "m"}
end
local m, extra = require("my.mod") --> loading	2	my.mod	:preload:
print(m.name, extra) --> m	:preload:
print(require("my.mod") == m, package.loaded["my.mod"] == m) --> true	true
print(select('#', require("my.mod"))) --> 1
package.loaded["my.mod"] = nil
print(require("my.mod") ~= m) --> loading	2	my.mod	:preload:
--> true
package.loaded["given"] = 42
print(require("given")) --> 42
