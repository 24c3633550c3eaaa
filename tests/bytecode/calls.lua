-- calls, methods, tail calls, open argument lists
local f, o = ...
f()
f(1, f(2))
local a, b = f(f())
o:m(1, ...)
o.field.method("text", {})
print((f()))
return o:last(...)
