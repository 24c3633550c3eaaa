-- 6.3 require: a module of package.path gets its name and its file, and runs once
package.path = "?.tmp;?.other.tmp"
local function write(name, text) io.open(name, "w"):write(text):close() end
write("modules-a.other.tmp", "print('loading', ...) return {n = 1}")
local a, from = require("modules-a") --> loading	modules-a	modules-a.other.tmp
print(a.n, from, package.loaded["modules-a"] == a) --> 1	modules-a.other.tmp	true
print(require("modules-a") == a, select("#", require("modules-a")), select(2, require("modules-a"))) --> true	1
package.loaded["modules-a"] = nil
print(require("modules-a") == a) --> loading	modules-a	modules-a.other.tmp
--> false
write("modules-b.tmp", "x = ...")
print(require("modules-b"), x, package.loaded["modules-b"]) --> true	modules-b	true
write("modules-c.tmp", "return false")
print(require("modules-c"), package.loaded["modules-c"]) --> false	false
write("modules-d.tmp", "package.loaded[...] = 'own' return nil")
print(require("modules-d")) --> own	modules-d.tmp
write("modules-e.tmp", "x = = 1")
print((select(2, pcall(require, "modules-e")):gsub("\n", "|"))) --> error loading module 'modules-e' from file 'modules-e.tmp':|	modules-e.tmp:1: unexpected symbol near '='
write("modules-f.tmp", "error('inside', 0)")
print(pcall(require, "modules-f")) --> false	inside
print(package.loaded["modules-e"], package.loaded["modules-f"]) --> nil	nil
print(package.searchpath("modules-a", package.path)) --> modules-a.other.tmp
print(package.searchpath("modules.b", "?.tmp", ".", "-")) --> modules-b.tmp
print(package.searchpath("modules-b", "?.tmp", "-", "-")) --> modules-b.tmp
for _, name in ipairs {"a.other", "b", "c", "d", "e", "f"} do os.remove("modules-" .. name .. ".tmp") end
