-- nil and NaN cannot be assigned as keys but can be looked up
local t = {}
local function e(f, ...) return (select(2, pcall(f, ...)):gsub("^[^:]*:%d+: ", "")) end
print(e(function() t[nil] = 1 end)) --> table index is nil
print(e(function() t[0/0] = 1 end)) --> table index is NaN
print(e(rawset, t, nil, 1)) --> table index is nil
print(e(rawset, t, 0/0, 1)) --> table index is NaN
print(t[nil], t[0/0], rawget(t, nil)) --> nil	nil	nil
print(e(function() return {[nil] = 1} end)) --> table index is nil
print(e(function() local k; return {[k] = nil} end)) --> table index is nil
print(e(function() t[nil] = nil end)) --> table index is nil
print(next(t)) --> nil
