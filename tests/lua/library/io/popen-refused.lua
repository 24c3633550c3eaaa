-- 6.8 io.popen: modes; without the permission to run programs it fails
print(pcall(io.popen, "true", "rw")) --> false	bad argument #2 to 'io.popen' (invalid mode)
print(pcall(io.popen, "true", "")) --> false	bad argument #2 to 'io.popen' (invalid mode)
print(pcall(io.popen)) --> false	bad argument #1 to 'io.popen' (string expected, got no value)
local file, message = io.popen("true")
print(file, message) --> nil	true: running programs is not granted; --allow-exec would allow it
