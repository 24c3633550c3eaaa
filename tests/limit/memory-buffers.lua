-- memory limit: 1048576
-- what builtins collect before it becomes a string counts too
print(pcall(load, function() return "local x = 1 " end)) --> true	nil	not enough memory
local text = ("x"):rep(200000)
print(pcall(table.concat, {text, text, text, text, text, text})) --> false	not enough memory
local shown = setmetatable({}, {__tostring = function() return text end})
print(pcall(string.format, "%s%s%s%s%s%s", shown, shown, shown, shown, shown, shown)) --> false	not enough memory
print(pcall(function() return #(text .. text .. text .. text .. text .. text) end)) --> false	not enough memory
package.searchers = {}
for i = 1, 100 do package.searchers[i] = function() return text end end
print(pcall(require, "nothing")) --> false	not enough memory
collectgarbage()
print(collectgarbage("count") < 512) --> true
