-- 6.3 require: nil, false and self-assigned results of a loader
package.preload.none = function() end
print(require("none")) --> true	:preload:
print(package.loaded.none) --> true
package.preload.no = function() return false end
print(require("no")) --> false	:preload:
print(package.loaded.no) --> false
local n = 0
package.preload.count = function() n = n + 1; return false end
require("count") require("count")
print(n) --> 2
package.preload.own = function(name) package.loaded[name] = "assigned" end
print(require("own")) --> assigned	:preload:
package.preload.both = function(name) package.loaded[name] = "assigned"; return "returned" end
print(require("both"), package.loaded.both) --> returned	returned
package.preload.err = function() error("cannot load me", 0) end
print(pcall(require, "err")) --> false	cannot load me
print(package.loaded.err) --> nil
