-- 6.4 string.format: invalid conversion specifications
local function msg(...)
  return (select(2, pcall(string.format, ...)))
end
print(msg("%")) --> bad argument #2 to 'string.format' (no value)
print(msg("%y", 1)) --> invalid conversion '%y' to 'format'
print(msg("%l", 1)) --> invalid conversion '%l' to 'format'
print(msg("%5", 1)) --> invalid conversion '%5' to 'format'
print(msg("%123d", 1)) --> invalid conversion specification: '%123d'
print(msg("%.123d", 1)) --> invalid conversion specification: '%.123d'
print(msg("%-+ #05d", 1)) --> invalid conversion specification: '%-+ #05d'
print(msg("%u", 1)) --> 1
print(msg("%n", 1)) --> invalid conversion '%n' to 'format'
print(msg("%*d", 1, 2)) --> invalid conversion '%*' to 'format'
print(msg("%hd", 1)) --> invalid conversion '%h' to 'format'
print(msg("%0-5d", 1), msg("%--5d|", 1)) --> 1    	1    |
print(msg("%d")) --> bad argument #2 to 'string.format' (no value)
print(msg("%d %d", 1)) --> bad argument #3 to 'string.format' (no value)
print(msg()) --> bad argument #1 to 'string.format' (string expected, got no value)
print(msg(nil)) --> bad argument #1 to 'string.format' (string expected, got nil)
print(msg("%5.2.1f", 1)) --> invalid conversion specification: '%5.2.1f'
print((select(2, pcall(function() ("%d"):format("x") end)):gsub("^.-:%d+: ", ""))) --> bad argument #1 to 'format' (number expected, got string)
