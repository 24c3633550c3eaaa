-- precedence levels from or (lowest) to ^ (highest)
print(1 or 2 and nil, (1 or 2) and nil, nil and 1 or 2) --> 1	nil	2
print(1 + 2 < 4, 1 < 2 == true, "a" .. "b" == "ab") --> true	true	true
print(1 | 2 == 2 == nil) --> false
