-- 6.8 io.input, io.output, io.read, io.write, io.close, io.lines: the default files
local name = "default-files.tmp"
local stdout, stdin = io.output(), io.input()
print(io.type(io.output(name)), io.output() == stdout) --> file	false
io.write("one", " ", 2, " ", 3.5, "\n", "two\n")
local written = io.output()
print(io.close(), io.type(written)) --> true	closed file
print(pcall(io.write, "x")) --> false	default output file is closed
io.output(stdout)
print(io.type(io.input(name)), io.input() == stdin) --> file	false
print(io.read(), #io.read("L"), io.read("l"), io.read("a"), io.read("a")) --> one 2 3.5	4	nil		
io.close(io.input())
print(pcall(io.read)) --> false	default input file is closed
print(pcall(io.lines)) --> false	attempt to use a closed file
local f = io.open(name)
print(io.input(f) == f, io.input() == f) --> true	true
for line in io.lines() do print(line) end
--> one 2 3.5
--> two
print(io.type(f), io.read()) --> file	nil
f:close()
io.input(stdin)
print(pcall(io.input, "no-such-file.tmp")) --> false	cannot open file 'no-such-file.tmp' (No such file or directory)
print(pcall(io.output, "no-such-directory/file.tmp")) --> false	cannot open file 'no-such-directory/file.tmp' (No such file or directory)
print(pcall(io.lines, "no-such-file.tmp")) --> false	cannot open file 'no-such-file.tmp' (No such file or directory)
print(pcall(io.input, {})) --> false	bad argument #1 to 'io.input' (FILE* expected, got table)
print(os.remove(name)) --> true
