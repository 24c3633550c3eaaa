-- // rounds towards minus infinity
print(7 // 2, -7 // 2, 7 // -2, -7 // -2) --> 3	-4	-4	3
print(6 // 2, -6 // 2, 6 // -2, 0 // 5, 0 // -5) --> 3	-3	-3	0	0
print(1 // math.maxinteger, -1 // math.maxinteger, 1 // math.mininteger, -1 // math.mininteger) --> 0	-1	-1	0
print(math.mininteger // -1, math.mininteger // 1) --> -9223372036854775808	-9223372036854775808
print(math.mininteger // 2, math.maxinteger // -2, math.maxinteger // math.mininteger) --> -4611686018427387904	-4611686018427387904	-1
print(math.mininteger // math.mininteger, math.mininteger // math.maxinteger) --> 1	-2
print(math.type(7 // 2), math.type(7 // 2.0)) --> integer	float
for a = -3, 3 do
  for b = -2, 2 do
    if b ~= 0 then assert(a // b == math.floor(a / b)) end
  end
end
print("ok") --> ok
