-- a step of zero raises an error
local function e(f) return (select(2, pcall(f)):gsub("^[^:]*:%d+: ", "")) end
print(e(function() for i = 1, 10, 0 do end end)) --> 'for' step is zero
print(e(function() for i = 1, 10, 0.0 do end end)) --> 'for' step is zero
print(e(function() for i = 1.0, 10, 0 do end end)) --> 'for' step is zero
print(e(function() for i = 1, 10, -0.0 do end end)) --> 'for' step is zero
print(e(function() for i = 10, 1, 0 do end end)) --> 'for' step is zero
