-- 6.1 assert: the default message; a string message gets the caller's position only from Lua code
local function msg(f)
  return (select(2, pcall(f)):gsub("^.-:%d+: ", "POS "))
end
print(pcall(assert, false)) --> false	assertion failed!
print(pcall(assert, nil)) --> false	assertion failed!
print(pcall(assert, false, "plain")) --> false	plain
print(msg(function() assert(false, "from Lua") end)) --> POS from Lua
print(msg(function() assert(nil) end)) --> POS assertion failed!
print(pcall(assert)) --> false	bad argument #1 to 'assert' (value expected)
print(msg(function() assert() end)) --> POS bad argument #1 to 'assert' (value expected)
print(select('#', pcall(assert, false, "m", "extra"))) --> 2
local function fails() return nil, "reason", 5 end
print(msg(function() assert(fails()) end)) --> POS reason
print(msg(load("assert(false)", "=c"))) --> POS assertion failed!
