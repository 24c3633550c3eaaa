-- float keys with integral values are converted to integers
local t = {}
t[1.0] = "a"
t[2^53] = "b"
t[-0.0] = "z"
print(t[1], t[2^53 | 0], t[0]) --> a	b	z
print(math.type(next({[3.0] = 1}))) --> integer
print(math.type(next({[3.5] = 1}))) --> float
t[1] = "c"
print(t[1.0]) --> c
t["1"] = "str"
print(t[1], t["1"]) --> c	str
t[2^63] = "big"
print(t[2^63], t[math.mininteger], t[math.maxinteger]) --> big	nil	nil
t[-2^63] = "min"
print(t[math.mininteger]) --> min
t[1/0], t[-1/0] = "inf", "-inf"
print(t[math.huge], t[-math.huge]) --> inf	-inf
