-- errors name an integer key as such where the code has it
local t = {}
print(pcall(function() t[1]() end)) --> false	integer-keys.lua:3: attempt to call a nil value (field 'integer index')
print(pcall(function() t[0]() end)) --> false	integer-keys.lua:4: attempt to call a nil value (field 'integer index')
print(pcall(function() t[-1]() end)) --> false	integer-keys.lua:5: attempt to call a nil value (field '?')
print(pcall(function() local z = 0; t[z]() end)) --> false	integer-keys.lua:6: attempt to call a nil value (field '?')
print(pcall(function() return t[0].x end)) --> false	integer-keys.lua:7: attempt to index a nil value (field 'integer index')
print(pcall(function() return t[0] + 1 end)) --> false	integer-keys.lua:8: attempt to perform arithmetic on a nil value (field 'integer index')
