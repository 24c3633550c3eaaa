-- `wrap` adds its caller's position once, after the coroutine's variables have seen the error without it.
local w = coroutine.wrap(function()
  local a <close> = setmetatable({}, {__close = function(_, e) print(e) end})
  error("x", 0)
end)
print(pcall(function() local r = w() return r end))
--> x
--> false	wrap-error-prefix.lua:6: x
