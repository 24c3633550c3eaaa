-- 6.1 xpcall: argument checks and errors inside the handler
local function msg(f)
  return (select(2, pcall(f)):gsub("^.-:%d+: ", ""))
end
print(msg(function() xpcall(print) end)) --> bad argument #2 to 'xpcall' (function expected, got no value)
print(msg(function() xpcall() end)) --> bad argument #2 to 'xpcall' (function expected, got no value)
print(msg(function() xpcall(print, nil) end)) --> bad argument #2 to 'xpcall' (function expected, got nil)
print(msg(function() xpcall(print, {}) end)) --> bad argument #2 to 'xpcall' (function expected, got table)
print((xpcall(error, function(m) error(m) end, "loop"))) --> false
local n = 0
local ok = xpcall(error, function(m) n = n + 1; if n < 4 then error("again") end; return "settled" end, "first")
print(ok, n) --> false	4
print(select(2, xpcall(error, function(m) if m == "one" then error("two", 0) end; return "got " .. tostring(m) end, "one"))) --> got two
print(xpcall(nil, function(m) return m end)) --> false	attempt to call a nil value
print(xpcall(type, print, 1)) --> true	number
