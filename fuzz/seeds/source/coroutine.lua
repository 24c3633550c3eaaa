local co = coroutine.wrap(function(a, ...)
  local x <close> = setmetatable({}, {__close = function(_, e) print("closed", e) end})
  for i = a, 3 do coroutine.yield(i, ...) end
  error({code = 1})
end)
print(co(1, "x"), co(), pcall(co))
