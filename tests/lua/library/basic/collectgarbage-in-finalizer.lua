-- 6.1 collectgarbage: inside a finalizer nothing can be asked of the collector
local seen = {}
setmetatable({}, {__gc = function()
  for _, option in ipairs {"collect", "count", "isrunning", "stop", "restart", "step", "setpause", "setstepmul", "incremental", "generational"} do
    seen[#seen + 1] = tostring(collectgarbage(option))
  end
  seen[#seen + 1] = tostring(collectgarbage())
  seen[#seen + 1] = select(2, pcall(collectgarbage, "nothing"))
end})
collectgarbage()
print(#seen, table.concat(seen, " ", 1, 11), seen[12]) --> 12	nil nil nil nil nil nil nil nil nil nil nil	bad argument #1 to 'collectgarbage' (invalid option 'nothing')
print(collectgarbage("isrunning"), type(collectgarbage("count"))) --> true	number
