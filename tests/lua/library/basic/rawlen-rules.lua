-- 6.1 rawlen: tables and strings only, without __len
local t = setmetatable({1, 2, 3}, {__len = function() return 99 end})
print(#t, rawlen(t)) --> 99	3
print(rawlen("hello"), rawlen(""), rawlen("a\0b")) --> 5	0	3
print(rawlen({}), rawlen({n = 1})) --> 0	0
print(pcall(rawlen, 5)) --> false	bad argument #1 to 'rawlen' (table or string expected, got number)
print(pcall(rawlen)) --> false	bad argument #1 to 'rawlen' (table or string expected, got no value)
print(pcall(rawlen, nil)) --> false	bad argument #1 to 'rawlen' (table or string expected, got nil)
print((select(2, pcall(function() rawlen(print) end)):gsub("^.-:%d+: ", ""))) --> bad argument #1 to 'rawlen' (table or string expected, got function)
