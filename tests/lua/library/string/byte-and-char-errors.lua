-- 6.4 string.byte and string.char: bad arguments
local function msg(f)
  return (select(2, pcall(f)):gsub("^.-:%d+: ", ""))
end
print(msg(function() string.char(256) end)) --> bad argument #1 to 'char' (value out of range)
print(msg(function() string.char(-1) end)) --> bad argument #1 to 'char' (value out of range)
print(msg(function() string.char(65, 66, "x") end)) --> bad argument #3 to 'char' (number expected, got string)
print(msg(function() string.char(65.5) end)) --> bad argument #1 to 'char' (number has no integer representation)
print(msg(function() string.char(math.mininteger) end)) --> bad argument #1 to 'char' (value out of range)
print(msg(function() string.byte() end)) --> bad argument #1 to 'byte' (string expected, got no value)
print(msg(function() string.byte({}) end)) --> bad argument #1 to 'byte' (string expected, got table)
print(msg(function() string.byte("a", "b") end)) --> bad argument #2 to 'byte' (number expected, got string)
print(msg(function() string.byte("a", 1, 1.5) end)) --> bad argument #3 to 'byte' (number has no integer representation)
print(msg(function() ("a"):byte({}) end)) --> bad argument #1 to 'byte' (number expected, got table)
print(string.byte(123, 1, -1)) --> 49	50	51
