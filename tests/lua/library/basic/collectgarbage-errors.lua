-- 6.1 collectgarbage: option checking
local function msg(f, ...)
  return (select(2, pcall(f, ...)):gsub("^.-:%d+: ", ""))
end
print(msg(function() collectgarbage("foo") end)) --> bad argument #1 to 'collectgarbage' (invalid option 'foo')
print(msg(function() collectgarbage({}) end)) --> bad argument #1 to 'collectgarbage' (string expected, got table)
print(msg(function() collectgarbage("") end)) --> bad argument #1 to 'collectgarbage' (invalid option '')
print(msg(function() collectgarbage("step", "x") end)) --> bad argument #2 to 'collectgarbage' (number expected, got string)
print(msg(function() collectgarbage("COUNT") end)) --> bad argument #1 to 'collectgarbage' (invalid option 'COUNT')
print(msg(function() collectgarbage("step", 1.5) end)) --> bad argument #2 to 'collectgarbage' (number has no integer representation)
