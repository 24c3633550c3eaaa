-- 6.1 load: string chunks, compile errors are returned, not raised
print(load("return 1, 2, ...")(3)) --> 1	2	3
print(load("x =")) --> nil	[string "x ="]:1: unexpected symbol near <eof>
print(load("x = = 1", "=c")) --> nil	c:1: unexpected symbol near '='
print(load("return return", "@f")) --> nil	f:1: unexpected symbol near 'return'
print(load("for", "=f")) --> nil	f:1: <name> expected near <eof>
print(load("x = 'abc", "=s")) --> nil	s:1: unfinished string near <eof>
print(load("goto nowhere", "=g")) --> nil	g:1: no visible label 'nowhere' for <goto> at line 1
print(load("break", "=b")) --> nil	b:1: break outside loop at line 1
print(load("return ...", "=v")(1, nil, 3)) --> 1	nil	3
print(select('#', load("")())) --> 0
print(type(load("-- only a comment"))) --> function
print(load("local x <const> = 1; x = 2", "=k")) --> nil	k:1: attempt to assign to const variable 'x'
print(load("\n\n@", "=at")) --> nil	at:3: unexpected symbol near '@'
