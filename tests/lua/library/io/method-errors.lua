-- 6.8 file methods on things that are not files
local read, close, lines = io.stdout.read, io.stdout.close, io.stdout.lines
print(pcall(read, {})) --> false	bad argument #1 to '?' (FILE* expected, got table)
print(pcall(close, 1)) --> false	bad argument #1 to '?' (FILE* expected, got number)
print(pcall(lines)) --> false	bad argument #1 to '?' (FILE* expected, got no value)
print(pcall(io.stdout.seek, "x")) --> false	bad argument #1 to '?' (FILE* expected, got string)
print(pcall(io.stdout.seek, io.stdout, "middle")) --> false	bad argument #2 to '?' (invalid option 'middle')
print(pcall(io.stdout.setvbuf, io.stdout)) --> false	bad argument #2 to '?' (string expected, got no value)
print(pcall(io.stdout.setvbuf, io.stdout, "half")) --> false	bad argument #2 to '?' (invalid option 'half')
print(pcall(io.close, "x")) --> false	bad argument #1 to 'io.close' (FILE* expected, got string)
print((select(2, pcall(function() return io.stdout:nomethod() end)):gsub("^.-:%d+: ", ""))) --> attempt to call a nil value (method 'nomethod')
print((select(2, pcall(function() return io.stdout + 1 end)):gsub("^.-:%d+: ", ""))) --> attempt to perform arithmetic on a FILE* value (field 'stdout')
