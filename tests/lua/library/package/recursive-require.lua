-- 6.3 require: modules that require one another through preload
package.preload.a = function() local b = require("b"); return {b = b, name = "a"} end
package.preload.b = function(name)
  local M = {name = "b"}
  package.loaded[name] = M
  M.c = require("c")
  return nil
end
package.preload.c = function() return {b = package.loaded.b} end
local a = require("a")
print(a.name, a.b.name, a.b.c.b == a.b) --> a	b	true
print(require "b" == a.b, require "c" == a.b.c) --> true	true
