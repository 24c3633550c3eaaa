-- the lexer rules apply, with surrounding whitespace and sign
local function t(s) return tostring(tonumber(s)) end
print(t"10", t" 10 ", t"+10", t"-10", t"- 10", t"--10", t"+-1") --> 10	10	10	-10	nil	nil	nil
print(t"0x", t"0xA", t"-0xa", t"0x1.8", t"0x.8p1", t"0xp1", t"1e", t"1e5", t"1E+2") --> nil	10	-10	1.5	1.0	nil	nil	100000.0	100.0
print(t".5", t"5.", t".", t"", t" ", t"1_000", t"1,5", t"0b1", t"0o7") --> 0.5	5.0	nil	nil	nil	nil	nil	nil	nil
print(t"inf", t"nan", t"infinity", t"0x1p-2", t"1e1.0", t"10abc", t"1 1") --> nil	nil	nil	0.25	nil	nil	nil
print(t"\v\f\n\r\t 7 \v", t"7\0", t"\0007", t"1e400", t"-1e400", t"1e-400") --> 7	nil	nil	inf	-inf	0.0
print(tonumber(nil == nil and "12"), tonumber({}), tonumber(true), tonumber(print)) --> 12	nil	nil	nil
print(pcall(tonumber)) --> false	bad argument #1 to 'tonumber' (value expected)
print(t"9223372036854775807", t"9223372036854775808", t"0x7fffffffffffffff", t"0x10000000000000000") --> 9223372036854775807	9.2233720368548e+18	9223372036854775807	0
print(t"1e15", t"1e16", t"123456789012345678901234567890") --> 1e+15	1e+16	1.2345678901235e+29
