-- 6.9 os.difftime and os.clock
print(os.difftime(10, 5), os.difftime(5, 10), os.difftime(7, 7)) --> 5.0	-5.0	0.0
print(math.type(os.difftime(2, 1)), os.difftime(10.0, "4")) --> float	6.0
print(pcall(os.difftime)) --> false	bad argument #1 to 'os.difftime' (number expected, got no value)
print(pcall(os.difftime, 1)) --> false	bad argument #2 to 'os.difftime' (number expected, got no value)
print(pcall(os.difftime, "x", 1)) --> false	bad argument #1 to 'os.difftime' (number expected, got string)
print(pcall(os.difftime, 1.5, 1)) --> false	bad argument #1 to 'os.difftime' (number has no integer representation)
print(math.type(os.clock()), os.clock() >= 0, os.clock() <= os.clock()) --> float	true	true
