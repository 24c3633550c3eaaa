-- 6.8 io.open: missing files and invalid modes
print(io.open("/nonexistent-dir/file")) --> nil	/nonexistent-dir/file: No such file or directory	2
print(io.open("/nonexistent-dir/file", "w")) --> nil	/nonexistent-dir/file: No such file or directory	2
print(pcall(io.open, "x", "rw")) --> false	bad argument #2 to 'io.open' (invalid mode)
print(pcall(io.open, "x", "")) --> false	bad argument #2 to 'io.open' (invalid mode)
print(pcall(io.open, "x", "rbb")) --> true	nil	x: No such file or directory	2
print(pcall(io.open, "x", "+r")) --> false	bad argument #2 to 'io.open' (invalid mode)
print(pcall(io.open)) --> false	bad argument #1 to 'io.open' (string expected, got no value)
print(pcall(io.open, {})) --> false	bad argument #1 to 'io.open' (string expected, got table)
print(pcall(io.lines, "/nonexistent-dir/file")) --> false	cannot open file '/nonexistent-dir/file' (No such file or directory)
print(pcall(io.input, "/nonexistent-dir/file")) --> false	cannot open file '/nonexistent-dir/file' (No such file or directory)
print(pcall(io.output, "/nonexistent-dir/file")) --> false	cannot open file '/nonexistent-dir/file' (No such file or directory)
