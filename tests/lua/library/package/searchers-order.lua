-- 6.3 package.searchers: consulted in order; strings are collected in the message
print(#package.searchers) --> 4
for i, s in ipairs(package.searchers) do print(i, type(s)) end --> 1	function
--> 2	function
--> 3	function
--> 4	function
package.searchers = {
  function(name) return "first says no to " .. name end,
  function(name) return nil end,
  function(name)
    if name == "found" then return function(n, d, x) return n .. "/" .. d .. "/" .. tostring(x) end, "data", "ignored" end
    return "third gives up"
  end,
  function(name) print("fourth asked", name) end,
}
print(require("found")) --> found/data/nil	data
print((select(2, pcall(require, "lost")):gsub("\n\t", "|"))) --> fourth asked	lost
--> module 'lost' not found:|first says no to lost|third gives up
package.searchers = nil
print(pcall(require, "other")) --> false	'package.searchers' must be a table
