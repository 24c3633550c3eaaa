-- the precomputed iteration count exceeds maxinteger
local n = 0
for i = math.mininteger, math.maxinteger, 1 << 61 do n = n + 1 end
print(n) --> 8
n = 0
for i = math.maxinteger, math.mininteger, -(1 << 61) do n = n + 1 end
print(n) --> 8
local o = {}
for i = math.mininteger, math.maxinteger, math.maxinteger // 2 do o[#o + 1] = i end
print(#o, o[1], o[2], o[3], o[4], o[5]) --> 5	-9223372036854775808	-4611686018427387905	-2	4611686018427387901	9223372036854775804
n = 0
for i = math.mininteger, math.maxinteger do n = n + 1; if n == 100 then break end end
print(n) --> 100
for i = math.mininteger, math.mininteger + 1 do print(i) end --> -9223372036854775808
--> -9223372036854775807
