-- 6.10 what is known of stripped code
local code = string.dump(function() return debug.getinfo(1, "Sl") end, true)
local info = load(code, "=name")()
print(info.currentline, info.source, info.short_src) --> -1	=?	?
print(pcall(load(string.dump(function() error("x") end, true)))) --> false	x
print(pcall(load(string.dump(function() local a; a.b = 1 end, true)))) --> false	?:-1: attempt to index a nil value
