-- 6.1 load: chunkname defaults to the string itself, or "=(load)" for functions
print(load("x x")) --> nil	[string "x x"]:1: syntax error near 'x'
print(load("x x\ny")) --> nil	[string "x x..."]:1: syntax error near 'x'
print(load(("a"):rep(100) .. " b")) --> nil	[string "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa..."]:1: syntax error near 'b'
local done
print(load(function() if not done then done = true; return "x x" end end)) --> nil	(load):1: syntax error near 'x'
print(debug.getinfo(load("return 1"), "S").source) --> return 1
print(debug.getinfo(load("return 1", "=nm"), "S").source) --> =nm
print(debug.getinfo(load(function() end), "S").source) --> =(load)
print(debug.getinfo(load("return 1", "@nm"), "S").short_src) --> nm
print(load("x\r\ny\n\rz z", "=crlf")) --> nil	crlf:2: syntax error near 'y'
print(load("# comment\nreturn 1", "=hash")) --> nil	hash:1: unexpected symbol near '#'
