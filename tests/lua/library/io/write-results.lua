-- 6.8 io.write: returns the file; accepts strings and numbers
print(io.write("a", 1, 2.5, "\n") == io.stdout) --> a12.5
--> true
io.write("chained "):write("calls ", 10, "\n") --> chained calls 10
io.stdout:write(1e15, " ", -0.0, " ", math.mininteger, "\n") --> 1e+15 -0 -9223372036854775808
print(io.write() == io.stdout, io.output() == io.stdout, io.input() == io.stdin) --> true	true	true
print(pcall(io.write, {})) --> false	bad argument #1 to 'io.write' (string expected, got table)
print(pcall(io.write, nil)) --> false	bad argument #1 to 'io.write' (string expected, got nil)
print(pcall(io.write, true)) --> false	bad argument #1 to 'io.write' (string expected, got boolean)
print((select(2, pcall(function() io.stdout:write({}) end)):gsub("^.-:%d+: ", ""))) --> bad argument #1 to 'write' (string expected, got table)
print((select(2, pcall(function() io.stdout.write() end)):gsub("^.-:%d+: ", ""))) --> bad argument #1 to 'write' (FILE* expected, got no value)
print(pcall(io.stdout.write, "notfile", "x")) --> false	bad argument #1 to '?' (FILE* expected, got string)
