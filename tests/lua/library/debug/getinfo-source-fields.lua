-- 6.10 debug.getinfo: S, u, l fields of functions
local f = load("local a\n\nlocal function g(x, y, ...)\n  return x\nend\nreturn g", "@dir/file.x")
local g = f()
local i = debug.getinfo(g, "S")
print(i.source, i.short_src, i.linedefined, i.lastlinedefined, i.what) --> @dir/file.x	dir/file.x	3	5	Lua
i = debug.getinfo(f, "S")
print(i.source, i.linedefined, i.lastlinedefined, i.what) --> @dir/file.x	0	0	main
i = debug.getinfo(print, "S")
print(i.source, i.short_src, i.linedefined, i.lastlinedefined, i.what) --> =[C]	[C]	-1	-1	C
i = debug.getinfo(g, "u")
print(i.nups, i.nparams, i.isvararg) --> 0	2	true
i = debug.getinfo(f, "u")
print(i.nups, i.nparams, i.isvararg) --> 1	0	true
i = debug.getinfo(print, "u")
print(i.nparams, i.isvararg) --> 0	true
print(debug.getinfo(g, "l").currentline, debug.getinfo(g, "f").func == g) --> -1	true
print(debug.getinfo(load("", "some code\nmore"), "S").short_src) --> [string "some code..."]
