-- 6.1 warn: all arguments must be strings, at least one is needed; no results
local function msg(f)
  return (select(2, pcall(f)):gsub("^.-:%d+: ", ""))
end
print(select('#', warn("@off"))) --> 0
print(msg(function() warn() end)) --> bad argument #1 to 'warn' (string expected, got no value)
print(msg(function() warn(nil) end)) --> bad argument #1 to 'warn' (string expected, got nil)
print(msg(function() warn("a", {}) end)) --> bad argument #2 to 'warn' (string expected, got table)
print(msg(function() warn("a", "b", true) end)) --> bad argument #3 to 'warn' (string expected, got boolean)
warn("@off")
warn("nothing ", "is shown")
warn("@unknown-control")
print(pcall(warn, "numbers ", 1, " are fine")) --> true
