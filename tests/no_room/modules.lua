-- modules and chunks in files, with a search that finds nothing at first
package.path, package.cpath = "./none/?.lua;?.lua", "?.so"
local function write(name, text) local file = io.open(name, "w") file:write(text) file:close() end
write("good.lua", "loads = (loads or 0) + 1 return {name = ..., 'made'}")
write("bad.lua", "x = = 1")
local function value(first, why, ...)
  if why == "not enough memory" then error(why, 0) end
  return first, why, ...
end
function body()
  local good, where = require("good")
  local ok, why = value(pcall(require, "bad"))
  local found, missing = value(pcall(require, "sub.missing"))
  local done = dofile("good.lua")
  local loaded, message = value(loadfile("bad.lua"))
  return good.name, where, ok, #why, found, #missing, done[1], loaded, message, package.searchpath("good", package.path)
end
function check()
  local good = require("good")
  assert(package.loaded.good == good and good.name == "good" and loads >= 1 and loads <= 3)
  return good[1], package.loaded.bad, package.loaded["sub.missing"]
end
