-- runtime error with a named chunk (uncaught)
print("start") --> start
load("local t = nil\nreturn t.field", "=mychunk")()
--> error: mychunk:2: attempt to index a nil value (local 't')
