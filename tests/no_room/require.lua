-- modules: one that was not loaded can be
local loads = 0
package.preload.module = function(name, extra) local made = {name, extra} loads = loads + 1 return made end
package.preload.broken = function() error({"broken"}) end
function body()
  local module, where = require("module")
  local ok, why = pcall(require, "broken")
  if type(why) ~= "table" then error(why, 0) end
  local found, missing = pcall(require, "missing.module")
  if missing:find("enough memory") then error("not enough memory", 0) end
  return module[1], where, require("module") == module, found, missing:sub(1, 30)
end
function check()
  local module = require("module")
  assert(package.loaded.module == module and loads <= 2)
  return module[1], package.loaded.broken
end
