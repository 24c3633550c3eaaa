-- 6.1 error: an uncaught nil
print("before") --> before
error()
--> error: (error object is a nil value)
