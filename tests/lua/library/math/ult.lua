-- 6.7 math.ult: unsigned comparison
print(math.ult(1, 2), math.ult(2, 1), math.ult(1, 1), math.ult(0, -1), math.ult(-1, 0)) --> true	false	false	true	false
print(math.ult(-2, -1), math.ult(math.maxinteger, math.mininteger), math.ult(math.mininteger, -1)) --> true	true	true
print(math.ult(1.0, 2), math.ult("1", "2")) --> true	true
print(pcall(math.ult, 1.5, 2)) --> false	bad argument #1 to 'math.ult' (number has no integer representation)
print(pcall(math.ult, 1)) --> false	bad argument #2 to 'math.ult' (number expected, got no value)
print(pcall(math.ult, {}, 1)) --> false	bad argument #1 to 'math.ult' (number expected, got table)
print(pcall(math.ult, 1, 2^63)) --> false	bad argument #2 to 'math.ult' (number has no integer representation)
