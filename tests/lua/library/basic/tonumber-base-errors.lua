-- 6.1 tonumber: base range and argument type
local function msg(f)
  return (select(2, pcall(f)):gsub("^.-:%d+: ", ""))
end
print(msg(function() tonumber("1", 1) end)) --> bad argument #2 to 'tonumber' (base out of range)
print(msg(function() tonumber("1", 37) end)) --> bad argument #2 to 'tonumber' (base out of range)
print(msg(function() tonumber("1", 0) end)) --> bad argument #2 to 'tonumber' (base out of range)
print(msg(function() tonumber("1", -2) end)) --> bad argument #2 to 'tonumber' (base out of range)
print(msg(function() tonumber(10, 10) end)) --> bad argument #1 to 'tonumber' (string expected, got number)
print(msg(function() tonumber(nil, 10) end)) --> bad argument #1 to 'tonumber' (string expected, got nil)
print(msg(function() tonumber({}, 16) end)) --> bad argument #1 to 'tonumber' (string expected, got table)
print(msg(function() tonumber("1", "x") end)) --> bad argument #2 to 'tonumber' (number expected, got string)
print(msg(function() tonumber("1", 2.5) end)) --> bad argument #2 to 'tonumber' (number has no integer representation)
print(msg(function() tonumber("1", {}) end)) --> bad argument #2 to 'tonumber' (number expected, got table)
print(tonumber("10", "16"), tonumber("10", 8.0)) --> 16	8
