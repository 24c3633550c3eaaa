-- 6.1 error: an uncaught number is printed as a string
print("before") --> before
error(3.0, 0)
--> error: 3.0
