-- 6.1 dofile, loadfile: a first line with # and a byte order mark are skipped, modes and environments are those of load
local name = "chunks-from-files.tmp"
local function write(text) io.open(name, "wb"):write(text):close() end
write("local a, b = ... return b, a, ...")
print(loadfile(name)(1, 2)) --> 2	1	1	2
print(dofile(name)) --> nil	nil
write("#! a first line\nreturn debug.getinfo(1, 'l').currentline, debug.getinfo(1, 'S').source")
print(dofile(name)) --> 2	@chunks-from-files.tmp
write("\xef\xbb\xbfreturn 'marked'")
print(dofile(name)) --> marked
write("\xef\xbb\xbf# both\nreturn 'both'")
print(dofile(name)) --> both
write("# nothing else")
print(select("#", dofile(name))) --> 0
write("x =")
print(loadfile(name)) --> nil	chunks-from-files.tmp:1: unexpected symbol near <eof>
print(pcall(dofile, name)) --> false	chunks-from-files.tmp:1: unexpected symbol near <eof>
write("\n\nerror('here')")
print(pcall(dofile, name)) --> false	chunks-from-files.tmp:3: here
write("x = 1 return _ENV")
local env = {}
print(loadfile(name, "t", env)() == env, env.x, x) --> true	1	nil
print(loadfile(name, "b")) --> nil	attempt to load a text chunk (mode is 'b')
write("# first\n" .. string.dump(function() return "dumped" end))
print(dofile(name)) --> dumped
print(loadfile(name, "t")) --> nil	attempt to load a binary chunk (mode is 't')
os.remove(name)
print(loadfile(name)) --> nil	cannot open chunks-from-files.tmp: No such file or directory
print(pcall(dofile, name)) --> false	cannot open chunks-from-files.tmp: No such file or directory
