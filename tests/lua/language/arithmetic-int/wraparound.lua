-- integer arithmetic wraps around modulo 2^64
local M, m = math.maxinteger, math.mininteger
print(M + 1 == m, m - 1 == M) --> true	true
print(M * 2, m * 2, M * M, m * m, M * m) --> -2	0	1	0	-9223372036854775808
print(-m == m, -M == m + 1) --> true	true
print(m + m, M + M, m * -1) --> 0	-2	-9223372036854775808
print(3037000500 * 3037000500, 0x7fffffff * 0x7fffffff) --> -9223372036709301616	4611686014132420609
print(math.abs(m), math.type(M + 1)) --> -9223372036854775808	integer
local x = 1
for i = 1, 70 do x = x * 3 end
print(x) --> 2293070008301402073
print(0xffffffff * 0xffffffff, 1 << 63 == m) --> -8589934591	true
