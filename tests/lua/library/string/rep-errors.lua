-- 6.4 string.rep: bad arguments and too large results
local function msg(f)
  return (select(2, pcall(f)):gsub("^.-:%d+: ", ""))
end
print(msg(function() string.rep() end)) --> bad argument #1 to 'rep' (string expected, got no value)
print(msg(function() string.rep("x") end)) --> bad argument #2 to 'rep' (number expected, got no value)
print(msg(function() string.rep("x", 1.5) end)) --> bad argument #2 to 'rep' (number has no integer representation)
print(msg(function() string.rep("x", "y") end)) --> bad argument #2 to 'rep' (number expected, got string)
print(msg(function() string.rep("x", 1, {}) end)) --> bad argument #3 to 'rep' (string expected, got table)
print(msg(function() string.rep({}, 1) end)) --> bad argument #1 to 'rep' (string expected, got table)
print(msg(function() string.rep("abc", math.maxinteger) end)) --> resulting string too large
print(msg(function() string.rep("x", 1 << 62, "sep") end)) --> resulting string too large
print(msg(function() string.rep("x", 2^53 * 2^53) end)) --> bad argument #2 to 'rep' (number has no integer representation)
print(msg(function() string.rep("x", 0/0) end)) --> bad argument #2 to 'rep' (number has no integer representation)
print(msg(function() ("x"):rep() end)) --> bad argument #1 to 'rep' (number expected, got no value)
print(msg(function() ("x"):rep({}) end)) --> bad argument #1 to 'rep' (number expected, got table)
print(msg(function() ("x"):rep(1, true) end)) --> bad argument #2 to 'rep' (string expected, got boolean)
