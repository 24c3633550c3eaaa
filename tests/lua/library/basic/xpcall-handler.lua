-- 6.1 xpcall: extra arguments, handler results, handler sees the stack
print(xpcall(function(...) return select('#', ...), ... end, print, 1, nil, 3, nil)) --> true	4	1	nil	3	nil
print(xpcall(error, function(m) return "H:" .. m end, "e")) --> false	H:e
print(xpcall(error, function(m) return m, "second dropped" end, "e")) --> false	e
print(xpcall(error, function() end, "e")) --> false	nil
print(select('#', xpcall(error, function() end, "e"))) --> 2
print(xpcall(error, function(m) return type(m) end)) --> false	nil
local function culprit() local secret = "found"; error("x") end
print(xpcall(culprit, function() --> false	secret=found
  local n, v = debug.getlocal(3, 1)
  return n .. "=" .. v
end))
print(xpcall(function() return 1 + nil end, function(m) return (m:gsub("^.-:%d+: ", "")) end)) --> false	attempt to perform arithmetic on a nil value
