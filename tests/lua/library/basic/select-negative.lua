-- 6.1 select: negative indices count from the end; index errors
print(select(-1, "a", "b", "c")) --> c
print(select(-2, "a", "b", "c")) --> b	c
print(select(-3, "a", "b", "c")) --> a	b	c
print(select(-1, nil)) --> nil
local function msg(f)
  return (select(2, pcall(f)):gsub("^.-:%d+: ", ""))
end
print(msg(function() return (select(-4, "a", "b", "c")) end)) --> bad argument #1 to 'select' (index out of range)
print(msg(function() return (select(0, "a")) end)) --> bad argument #1 to 'select' (index out of range)
print(msg(function() return (select(-1)) end)) --> bad argument #1 to 'select' (index out of range)
print(msg(function() return (select()) end)) --> bad argument #1 to 'select' (number expected, got no value)
print(msg(function() return (select(nil)) end)) --> bad argument #1 to 'select' (number expected, got nil)
print(msg(function() return (select("x")) end)) --> bad argument #1 to 'select' (number expected, got string)
print(msg(function() return (select(1.5, 1)) end)) --> bad argument #1 to 'select' (number has no integer representation)
print(msg(function() return (select({}, 1)) end)) --> bad argument #1 to 'select' (number expected, got table)
print(select("#x", 1, 2)) --> 2
