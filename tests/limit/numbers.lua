-- integers and floats at their ends, in text and in loops
print(9223372036854775807, 9223372036854775808, -9223372036854775808) --> 9223372036854775807	9.2233720368548e+18	-9.2233720368548e+18
print(0x7fffffffffffffff, 0xffffffffffffffff, 0x1ffffffffffffffff) --> 9223372036854775807	-1	-1
print(math.maxinteger + 1 == math.mininteger, math.mininteger // -1, math.mininteger % -1) --> true	-9223372036854775808	0
print(1e308, 1e309, 5e-324, 2e-324) --> 1e+308	inf	4.9406564584125e-324	0.0
print(tostring(2^53), math.tointeger(2^53), math.tointeger(2^63), math.tointeger(-2^63)) --> 9.007199254741e+15	9007199254740992	nil	-9223372036854775808
local n = 0
for i = math.maxinteger - 2, math.maxinteger do n = n + 1 end
for i = math.mininteger + 2, math.mininteger, -1 do n = n + 1 end
for i = 1, math.huge do n = n + 1 if i == 10 then break end end
for i = 3, 1 do n = n + 1 end
print(n) --> 16
print((pcall(load, "for i = 1, 10, 0 do end"))) --> true
print(select(2, pcall(function() for i = 1, 10, 0 do end end)):match("'for' step is zero")) --> 'for' step is zero
print(tonumber(("9"):rep(400)), tonumber("0x" .. ("f"):rep(400)), tonumber("1e" .. ("9"):rep(30))) --> inf	-1	inf
print(1 << 63, 1 << 64, 1 >> 64, -1 >> 63, 1 << -1, 2^1023 * 2) --> -9223372036854775808	0	0	1	0	inf
print(pcall(string.char, 255, 256)) --> false	bad argument #2 to 'string.char' (value out of range)
print(#utf8.char(0x7fffffff), pcall(utf8.char, 0x80000000)) --> 6	false	bad argument #1 to 'utf8.char' (value out of range)
