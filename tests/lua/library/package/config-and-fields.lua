-- 6.3 the fields of package
print((package.config:gsub("\n", "|"))) --> /|;|?|!|-|
print(type(package.path), type(package.cpath), type(package.loaded), type(package.preload), type(package.searchers)) --> string	string	table	table	table
print(type(package.loadlib), type(package.searchpath)) --> function	function
print(package.loaded._G == _G, package.loaded.string == string, package.loaded.package == package) --> true	true	true
local names = {}
for k in pairs(package.loaded) do names[#names + 1] = k end
table.sort(names)
print(table.concat(names, " ")) --> _G coroutine debug io math os package string table utf8
print(require("string") == string, select('#', require("string"))) --> true	1
print(next(package.preload)) --> nil
print(debug.getregistry()._LOADED == package.loaded, debug.getregistry()._PRELOAD == package.preload) --> true	true
