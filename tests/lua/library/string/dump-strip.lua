-- 6.4 string.dump: stripping removes debug information
local src = "local a <const>, b = 1, 2\nlocal function inner(x)\n  error('e', 1)\nend\nreturn inner, b"
local f = load(src, "=original")
local plain, stripped = string.dump(f), string.dump(f, true)
print(#stripped < #plain) --> true
local p, s = load(plain, "=x", "b"), load(stripped, "=x", "b")
print(debug.getinfo(p, "S").source, debug.getinfo(s, "S").source) --> =original	=?
print(select(2, p()), select(2, s())) --> 2	2
print(pcall(p())) --> false	original:3: e
print(pcall(s())) --> false	e
print(debug.getlocal(p, 1), debug.getlocal((p()), 1), debug.getlocal((s()), 1)) --> nil	x	nil
print(debug.getupvalue(p, 1) ~= nil, (debug.getupvalue(s, 1))) --> true	(no name)
print(debug.getinfo(s, "l").currentline, debug.getinfo(s, "S").linedefined) --> -1	0
