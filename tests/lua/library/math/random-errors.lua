-- 6.7 math.random and randomseed: argument errors
print(pcall(math.random, 2, 1)) --> false	bad argument #1 to 'math.random' (interval is empty)
print(pcall(math.random, -1)) --> false	bad argument #1 to 'math.random' (interval is empty)
print(pcall(math.random, 1, 2, 3)) --> false	wrong number of arguments
print(pcall(math.random, 1.5)) --> false	bad argument #1 to 'math.random' (number has no integer representation)
print(pcall(math.random, 1, 2.5)) --> false	bad argument #2 to 'math.random' (number has no integer representation)
print(pcall(math.random, "x")) --> false	bad argument #1 to 'math.random' (number expected, got string)
print(pcall(math.random, {}, 1)) --> false	bad argument #1 to 'math.random' (number expected, got table)
print(pcall(math.random, math.maxinteger, math.mininteger)) --> false	bad argument #1 to 'math.random' (interval is empty)
print(pcall(math.randomseed, "x")) --> false	bad argument #1 to 'math.randomseed' (number expected, got string)
print(pcall(math.randomseed, {})) --> false	bad argument #1 to 'math.randomseed' (number expected, got table)
print(pcall(math.randomseed, 1, {})) --> false	bad argument #2 to 'math.randomseed' (number expected, got table)
