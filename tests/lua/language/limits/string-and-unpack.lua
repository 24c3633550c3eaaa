-- huge requests are errors, not crashes
local function e(f, ...) return (select(2, pcall(f, ...)):gsub("^[^:]*:%d+: ", "")) end
print(e(string.rep, "x", math.maxinteger)) --> resulting string too large
print(e(string.rep, "abc", 1 << 62)) --> resulting string too large
print(e(table.unpack, {}, 1, 1e8)) --> too many results to unpack
print(e(table.unpack, {}, math.mininteger, math.maxinteger)) --> too many results to unpack
print(select("#", table.unpack({}, 1, 200))) --> 200
print(select("#", table.unpack({}, math.maxinteger, math.maxinteger)), select("#", table.unpack({}, 2, 1))) --> 1	0
print(#("x"):rep(1 << 20), #("ab"):rep(3, ","), #("x"):rep(0), #("x"):rep(-1)) --> 1048576	8	0	0
print(e(table.concat, {1, {}, 3})) --> invalid value (table) at index 2 in table for 'concat'
print(e(string.char, 256)) --> bad argument #1 to 'string.char' (value out of range)
print(e(string.char, -1)) --> bad argument #1 to 'string.char' (value out of range)
