-- 6.1 error: any value may be raised; only strings get a position
print(pcall(error)) --> false	nil
print(select('#', pcall(error))) --> 2
print(pcall(error, nil)) --> false	nil
print(pcall(error, false)) --> false	false
print(pcall(error, 42, 1)) --> false	42
print(math.type(select(2, pcall(function() error(42) end)))) --> integer
local t = {code = 7}
local ok, e = pcall(function() error(t, 1) end)
print(ok, e == t, e.code) --> false	true	7
local f = function() end
print(select(2, pcall(error, f)) == f) --> true
print(pcall(error, "direct from pcall")) --> false	direct from pcall
print((select(2, pcall(error, "x", 2)):gsub("^.-:%d+: ", "POS "))) --> POS x
print(pcall(function() error(nil) end)) --> false	nil
print((select(2, pcall(function() error() end)))) --> nil
