-- 6.1 error: the level argument must be an integer
local function msg(f)
  return (select(2, pcall(f)):gsub("^.-:%d+: ", ""))
end
print(msg(function() error("m", "x") end)) --> bad argument #2 to 'error' (number expected, got string)
print(msg(function() error("m", 1.5) end)) --> bad argument #2 to 'error' (number has no integer representation)
print(msg(function() error("m", {}) end)) --> bad argument #2 to 'error' (number expected, got table)
print(msg(function() error("m", "0") end)) --> m
