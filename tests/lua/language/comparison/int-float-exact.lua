-- integers and floats compare by mathematical value
local big = 2^53
print(9007199254740993 == big, 9007199254740992 == big, 9007199254740993 > big) --> false	true	true
print(9007199254740993 < big + 2, 9007199254740993 <= big, 9007199254740993 ~= 9007199254740993.0) --> true	false	true
print(math.maxinteger == 2^63, math.maxinteger < 2^63, math.maxinteger + 0.0 == 2^63) --> false	true	true
print(math.mininteger == -2^63, math.mininteger <= -2^63, math.mininteger < -2^63) --> true	true	false
print(math.maxinteger >= 2^63, math.maxinteger > 2^63, 2^63 > math.maxinteger, 2^63 <= math.maxinteger) --> false	false	true	false
print(1 < 1.5, 1.5 < 2, 2 <= 1.5, -1 > -1.5, -2 < -1.5, 1 <= 1.0, 1 >= 1.0) --> true	true	false	true	true	true	true
print(1 < math.huge, 1 > -math.huge, math.maxinteger < math.huge, math.mininteger > -math.huge) --> true	true	true	true
local nan = 0/0
print(1 < nan, 1 <= nan, 1 > nan, 1 >= nan, 1 == nan, 1 ~= nan, nan ~= 1) --> false	false	false	false	false	true	true
print(math.mininteger < -2^63 - 2048, -2^63 - 2048 < math.mininteger) --> false	true
print(2^53 == 2^53 + 1, math.tointeger(2^53) == math.tointeger(2^53) + 1) --> true	false
