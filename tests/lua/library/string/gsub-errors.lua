-- 6.4 string.gsub: bad arguments and replacement strings
local function msg(f, ...)
  return (tostring(select(2, pcall(f, ...))):gsub("^.-:%d+: ", ""))
end
print(msg(function() return ("x"):gsub("x") end)) --> bad argument #2 to 'gsub' (string/function/table expected, got no value)
print(msg(function() return ("x"):gsub("x", nil) end)) --> bad argument #2 to 'gsub' (string/function/table expected, got nil)
print(msg(function() return ("x"):gsub("x", true) end)) --> bad argument #2 to 'gsub' (string/function/table expected, got boolean)
print(msg(function() return ("x"):gsub() end)) --> bad argument #1 to 'gsub' (string expected, got no value)
print(msg(function() return ("x"):gsub("x", "y", "z") end)) --> bad argument #3 to 'gsub' (number expected, got string)
print(msg(function() return ("x"):gsub("x", "y", 1.5) end)) --> bad argument #3 to 'gsub' (number has no integer representation)
print(msg(function() return ("x"):gsub("x", "%2") end)) --> invalid capture index %2
print(msg(function() return ("x"):gsub("(x)", "%2") end)) --> invalid capture index %2
print(msg(function() return ("x"):gsub("x", "%a") end)) --> invalid use of '%' in replacement string
print(msg(function() return ("x"):gsub("x", "%") end)) --> invalid use of '%' in replacement string
print(msg(function() return ("y"):gsub("x", "%") end)) --> y
print(msg(function() return ("x"):gsub("(", "%1") end)) --> unfinished capture
print(msg(function() return string.gsub({}, "x", "y") end)) --> bad argument #1 to 'gsub' (string expected, got table)
print(msg(function() return ("x"):gsub({}, "y") end)) --> bad argument #1 to 'gsub' (string expected, got table)
print(msg(function() return ("x"):gsub("x", print, {}) end)) --> bad argument #3 to 'gsub' (number expected, got table)
