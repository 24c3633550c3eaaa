-- 6.1 dofile and loadfile: a missing file
print(loadfile("/nonexistent/dir/file")) --> nil	cannot open /nonexistent/dir/file: No such file or directory
print(pcall(dofile, "/nonexistent/dir/file")) --> false	cannot open /nonexistent/dir/file: No such file or directory
print(pcall(loadfile, {})) --> false	bad argument #1 to 'loadfile' (string expected, got table)
print(pcall(dofile, true)) --> false	bad argument #1 to 'dofile' (string expected, got boolean)
